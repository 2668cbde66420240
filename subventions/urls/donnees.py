"""The addresses of imports and of open data."""

from django.urls import path

from subventions.views import donnees_ouvertes, imports

donnees = [
    path("imports/", imports.lister_imports, name="lister_imports"),
    path("imports/nouveau/", imports.importer_subventions, name="importer_subventions"),
    path("imports/<int:pk>/", imports.voir_import, name="voir_import"),
    path("imports/<int:pk>/colonnes/", imports.regler_import, name="regler_import"),
    path("imports/<int:pk>/importer/", imports.effectuer_import, name="effectuer_import"),
    path("imports/<int:pk>/annuler/", imports.annuler_import, name="annuler_import"),
    path(
        "imports/<int:pk>/correspondance.toml",
        imports.telecharger_correspondance,
        name="telecharger_correspondance",
    ),
    path("imports/<int:pk>/fichier/", imports.telecharger_import, name="telecharger_import"),
    path(
        "subventions-votees/",
        donnees_ouvertes.lister_subventions_votees,
        name="lister_subventions_votees",
    ),
    path(
        "subventions-votees/<int:exercice>/scdl.csv",
        donnees_ouvertes.telecharger_scdl,
        name="telecharger_scdl",
    ),
    path(
        "donnees-ouvertes/",
        donnees_ouvertes.controler_donnees_ouvertes,
        name="controler_donnees_ouvertes",
    ),
    path(
        "donnees-ouvertes/identite/<slug:organisation>/",
        donnees_ouvertes.completer_identite,
        name="completer_identite",
    ),
]

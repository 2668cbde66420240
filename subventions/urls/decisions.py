"""The addresses of what follows an instruction: délibération, letters, conventions to sign."""

from django.urls import include, path

from subventions.views import conventions_a_signer, deliberations, lettres, retours

deliberation = [
    path("", deliberations.voir_deliberation, name="voir_deliberation"),
    path("modifier/", deliberations.modifier_deliberation, name="modifier_deliberation"),
    path("projet.docx", deliberations.exporter_deliberation, name="exporter_deliberation"),
    path("vote/", deliberations.enregistrer_votes, name="enregistrer_votes"),
    path("dates/", deliberations.dater_deliberation, name="dater_deliberation"),
]
convention = [
    path("", conventions_a_signer.voir_convention, name="voir_convention"),
    path("articles/", conventions_a_signer.rediger_convention, name="rediger_convention"),
    path("generer/", conventions_a_signer.generer_convention, name="generer_convention"),
    path("reprendre/", conventions_a_signer.reprendre_convention, name="reprendre_convention"),
    path(
        "a-signer/",
        conventions_a_signer.telecharger_convention_a_signer,
        name="telecharger_convention_a_signer",
    ),
]
# Under a request.
demande = [
    path("ajournement/", deliberations.ajourner_demande, name="ajourner_demande"),
    path("lettre/", lettres.telecharger_lettre, name="telecharger_lettre"),
    path("lettre/ecrire/", lettres.ecrire_lettre, name="ecrire_lettre"),
]
# Under a pact.
decisions = [
    path("deliberations/", deliberations.lister_deliberations, name="lister_deliberations"),
    path(
        "deliberations/preparer/<int:exercice>/",
        deliberations.preparer_deliberation,
        name="preparer_deliberation",
    ),
    path("deliberations/<int:pk>/", include(deliberation)),
    path("lettres/<int:exercice>/", lettres.lister_lettres, name="lister_lettres"),
    path(
        "lettres/<int:exercice>/lettres.<slug:extension>",
        lettres.exporter_lettres,
        name="exporter_lettres",
    ),
    path(
        "conventions/a-faire/<int:exercice>/",
        conventions_a_signer.lister_conventions_a_faire,
        name="lister_conventions_a_faire",
    ),
    path(
        "conventions/preparer/<int:exercice>/<slug:centre>/",
        conventions_a_signer.preparer_convention,
        name="preparer_convention",
    ),
    path("conventions/retour/", retours.deposer_retour, name="deposer_retour"),
    path("conventions/retour/<str:lecture>/", retours.confirmer_retour, name="confirmer_retour"),
    path(
        "conventions/retour/<str:lecture>/pages/<int:rang>/",
        retours.voir_page_retour,
        name="voir_page_retour",
    ),
    path("conventions/<int:pk>/", include(convention)),
]

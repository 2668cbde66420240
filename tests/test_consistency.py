"""The style of the house, executable: what a reviewer would otherwise have to look for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver

from pacte.accord.genres import GENRES
from pacte.pilotage.clauses import EVALUATEURS

RACINE: Path = settings.RACINE
GABARITS = RACINE / "templates"
ROOMS = ("pacte", "centres", "gouvernance", "subventions")
# From the floor to the ceiling; a label of this list never refers to one further right.
ETAGES = (
    {"socle"},
    {"journal"},
    {"documents", "courrier"},
    {"accord"},
    {"centres"},
    {"gouvernance"},
    {"subventions"},
    {"pilotage"},
)
ETAGE = {label: rang for rang, labels in enumerate(ETAGES) for label in labels}
# Rows that never change, or that Django itself changes: no history to keep.
SANS_HISTORIQUE = {
    "Entree": "append-only: it is the history",
    "Courriel": "outbox: its sending states are its own columns",
    "DocumentScelle": "written once, frozen by a trigger",
    "Fichier": "written once, its hash beside it",
    "OuvertureAcces": "a link with its own dates of creation, use and withdrawal",
    "ParagrapheActe": "the text of the act, replaced as a whole from its file",
    "AnalyseFichier": "written once: the verdict of the antivirus",
    "AbonnementCalendrier": "a secret address with its own dates of creation and withdrawal",
    "AccordCompteRendu": "written once: agreement with one version of the draft",
    "Addendum": "written once, sealed with its own document",
    "Creneau": "a proposed time: the answers and the choice are in the journal",
    "EnvoiSondage": "who was asked, with the dates of the mail and of the answer",
    "LienAvis": "a link with its own dates of creation and withdrawal",
    "LienPersonnel": "a link with its own dates of creation, use and withdrawal",
    "MessageDemande": "written once: the exchange between the centre and the city",
    "NoteInstruction": "written once: a note of the city's staff",
    "NumeroDecision": "written once: the register",
    "PresenceRedaction": "transient: who has the page open",
    "RecalculAvance": "append-only: it is the history of an advance's amount",
    "RetourConvention": "written once: what a scan brought back",
    "ReponseCreneau": "the last answer is the only one that counts",
    "SuiviDecision": "append-only: it is the history",
    "PreferenceCourriel": "one's own choice: each change is in the journal",
    "Passage": "append-only: what was done once for a day",
    "VersionProjet": "written once: the draft as it was submitted",
    "User": "accounts belong to Django's own admin log and to the journal",
}
# Templates that a package asks for by name.
NOMS_DE_DJANGO = {"403.html", "403_csrf.html", "404.html", "429.html", "500.html", "base.html"}


def _fichiers_python() -> list[Path]:
    return sorted(
        fichier
        for room in ROOMS
        for fichier in (RACINE / room).rglob("*.py")
        if "migrations" not in fichier.parts
    )


def _sources() -> dict[Path, str]:
    return {fichier: fichier.read_text() for fichier in _fichiers_python()}


def _gabarits() -> list[Path]:
    return sorted(chemin for chemin in GABARITS.rglob("*") if chemin.is_file())


def _modeles() -> list[type[models.Model]]:
    """Our models, the historical ones and the automatic many-to-many tables excepted."""
    return [
        modele
        for modele in apps.get_models()
        if modele._meta.app_label in ETAGE and not modele.__name__.startswith("Historical")
    ]


def _relatif(chemin: Path) -> str:
    return str(chemin.relative_to(RACINE))


def _chercher(motif: str, *, dans: dict[Path, str]) -> list[str]:
    """Return « file:line » for each line where the pattern is found."""
    return [
        f"{_relatif(fichier)}:{numero}"
        for fichier, texte in dans.items()
        for numero, ligne in enumerate(texte.splitlines(), start=1)
        if re.search(motif, ligne)
    ]


# --- Code ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "motif",
    [
        r"\.objects\.all\(\)",
        r"\bmark_safe\(",
        r"\bfloat\(",
        r"# noqa",
        r"# type: ignore",
        r"except\s*:",
        r"\bTODO\b|\bFIXME\b|\bXXX\b",
        r"request\.POST\s*(\.|\[)",
        r"\bdatetime\.now\(|\bdate\.today\(|\bdatetime\.today\(",
        r"\*\*request\.",
    ],
)
def test_aucun_mot_interdit_dans_le_code(motif: str) -> None:
    assert _chercher(motif, dans=_sources()) == []


def test_un_seul_lieu_montre_le_html_que_quelqu_un_a_ecrit() -> None:
    """Everything else is escaped, or put together by `format_html`."""
    lieux = {
        ligne.split(":")[0] for ligne in _chercher(r"\bSafeString\(|__html__", dans=_sources())
    }
    assert lieux == {"pacte/socle/templatetags/socle.py"}


def test_aucun_test_saute() -> None:
    tests = {
        fichier: fichier.read_text()
        for fichier in (RACINE / "tests").rglob("*.py")
        if fichier != Path(__file__)
    }
    assert _chercher(r"pytest\.mark\.(skip|xfail)|pytest\.skip\(|pytest\.xfail\(", dans=tests) == []


def test_aucun_module_de_plus_de_six_cents_lignes() -> None:
    longs = {
        _relatif(fichier): len(texte.splitlines())
        for fichier, texte in _sources().items()
        if len(texte.splitlines()) > 600
    }
    assert longs == {}


def test_aucun_fourre_tout() -> None:
    noms = {fichier.name for fichier in _fichiers_python()}
    assert noms & {"utils.py", "helpers.py", "misc.py", "common.py"} == set()


def test_rien_n_importe_les_vues_sauf_les_adresses() -> None:
    fautes = []
    for fichier, texte in _sources().items():
        if fichier.name == "urls.py" or {"urls", "views"} & set(fichier.parts):
            continue
        for noeud in ast.walk(ast.parse(texte)):
            module = noeud.module if isinstance(noeud, ast.ImportFrom) else None
            noms = [alias.name for alias in noeud.names] if isinstance(noeud, ast.Import) else []
            for nom in [module, *noms]:
                if nom and nom.split(".")[0] in ROOMS and "views" in nom.split("."):
                    fautes.append(f"{_relatif(fichier)}: {nom}")
    assert fautes == []


def test_aucun_update_sur_un_modele_a_historique() -> None:
    """`queryset.update()` writes no history: it is never called on a manager of ours."""
    avec = {modele.__name__ for modele in _modeles() if modele.__name__ not in SANS_HISTORIQUE}
    motif = rf"\b({'|'.join(sorted(avec))})\.objects\b.*\.update\("
    assert _chercher(motif, dans=_sources()) == []


# --- Models -----------------------------------------------------------------------------------
def _is_minuscule(nom: str) -> bool:
    """Whether a name starts in lower case, or with an acronym."""
    premier = re.split(r"[\s'’]", nom)[0]
    return premier[:1].islower() or (len(premier) > 1 and premier.isupper())


def test_noms_des_modeles_et_des_champs_en_minuscules() -> None:
    fautes = []
    for modele in _modeles():
        options = modele._meta
        for nom in (str(options.verbose_name), str(options.verbose_name_plural)):
            if not _is_minuscule(nom):
                fautes.append(f"{options.label}: {nom}")
        for champ in options.local_fields:
            nom = str(getattr(champ, "verbose_name", ""))
            if champ.model is modele and not champ.auto_created and not _is_minuscule(nom):
                fautes.append(f"{options.label}.{champ.name}: {nom}")
    # These two columns are Django's own (AbstractUser).
    assert [f for f in fautes if not f.startswith("accord.User.")] == []


def test_historique_sur_tout_modele_qui_porte_une_decision() -> None:
    sans = {modele.__name__ for modele in _modeles() if not hasattr(modele, "history")}
    assert sans == set(SANS_HISTORIQUE)


def test_relations_vers_le_bas_seulement() -> None:
    fautes = [
        f"{modele._meta.label}.{champ.name} -> {cible._meta.label}"
        for modele in _modeles()
        for champ in [*modele._meta.local_fields, *modele._meta.local_many_to_many]
        if (cible := champ.related_model) is not None
        and cible._meta.app_label in ETAGE
        and ETAGE[cible._meta.app_label] > ETAGE[modele._meta.app_label]
        and cible._meta.label != settings.AUTH_USER_MODEL
    ]
    assert fautes == []


def test_glossaire_complet() -> None:
    glossaire = (RACINE / "docs" / "glossaire.md").read_text()
    absents = [modele.__name__ for modele in _modeles() if f"`{modele.__name__}`" not in glossaire]
    assert absents == []


def test_contraintes_nommees_avec_leur_message() -> None:
    """What SQL says is said in French to the user: Django's default message never shows."""
    defaut = str(models.BaseConstraint.default_violation_error_message)
    muettes = [
        f"{modele._meta.label}.{contrainte.name}"
        for modele in _modeles()
        for contrainte in modele._meta.constraints
        if str(contrainte.violation_error_message) == defaut
    ]
    assert muettes == []


def test_chaque_contrainte_est_refusee_par_son_nom_dans_un_test() -> None:
    """A new constraint comes with the test that trips it (see `tests/contraintes.py`)."""
    ecrits = (
        chemin.read_text()
        for chemin in sorted((RACINE / "tests").rglob("test_*.py"))
        if chemin != Path(__file__)
    )
    refus = "\n".join(lu for lu in ecrits if "IntegrityError" in lu or "tests.contraintes" in lu)
    sans_epreuve = [
        f"{modele._meta.label}.{contrainte.name}"
        for modele in _modeles()
        for contrainte in modele._meta.constraints
        if f'"{contrainte.name}"' not in refus
    ]
    assert sans_epreuve == []


# --- Templates -----------------------------------------------------------------------------------
def _room_du_gabarit(chemin: Path) -> str:
    return chemin.relative_to(GABARITS).parts[0]


def _surcharges() -> set[str]:
    """Names of templates that an installed package ships too: ours replace them."""
    return {
        str(fichier.relative_to(dossier))
        for dossier in get_app_template_dirs("templates")
        for fichier in Path(dossier).rglob("*.html")
    }


def _is_appele(nom: str, textes: dict[Path, str]) -> bool:
    return any(f'"{nom}"' in texte or f"'{nom}'" in texte for texte in textes.values())


def _is_compose(nom: str, textes: dict[Path, str]) -> bool:
    """Whether a name is put together: without its extension, or from its folder and its stem.

    One module of a room may name the folder, and another the stem.
    """
    sans_extension = nom.rsplit(".", 1)[0]
    dossier, _, racine = sans_extension.rpartition("/")
    siens = {
        chemin: texte for chemin, texte in textes.items() if dossier.split("/")[0] in chemin.parts
    }
    return any(f'"{sans_extension}"' in texte for texte in textes.values()) or (
        any(f'"{dossier}/{{' in texte for texte in siens.values())
        and any(f'"{racine}"' in texte for texte in siens.values())
    )


def test_aucun_gabarit_inutilise() -> None:
    textes = _sources() | {chemin: chemin.read_text() for chemin in _gabarits()}
    surcharges = _surcharges()
    inutiles = []
    for chemin in _gabarits():
        nom = chemin.relative_to(GABARITS).as_posix()
        autres = {cle: texte for cle, texte in textes.items() if cle != chemin}
        if nom in NOMS_DE_DJANGO or nom in surcharges:
            continue
        if not _is_appele(nom, autres) and not _is_compose(nom, autres):
            inutiles.append(nom)
    assert inutiles == []


def test_gabarits_vers_le_bas_seulement() -> None:
    """A template includes, extends and loads only its own room, or what lies under it."""
    fautes = []
    for chemin in _gabarits():
        room = _room_du_gabarit(chemin)
        if room not in ETAGE:
            continue
        for cible in re.findall(
            r"\{%\s*(?:include|extends)\s+[\"']([^\"'/]+)/", chemin.read_text()
        ):
            if cible in ETAGE and ETAGE[cible] > ETAGE[room]:
                fautes.append(f"{_relatif(chemin)} -> {cible}")
        for charges in re.findall(r"\{%\s*load\s+([^%]+)%\}", chemin.read_text()):
            for bibliotheque in charges.split():
                if bibliotheque in ETAGE and ETAGE[bibliotheque] > ETAGE[room]:
                    fautes.append(f"{_relatif(chemin)} charge {bibliotheque}")
    assert fautes == []


@pytest.mark.parametrize(
    "motif",
    [
        r"\|safe\b|\{%\s*autoescape off",
        r"\sstyle=",
        r"\son[a-z]+=[\"']",
        r"<script(?![^>]*\ssrc=)",
        r"javascript:",
        r"[\U0001F300-\U0001FAFF\u2600-\u27BF]",
    ],
)
def test_aucun_morceau_interdit_dans_les_gabarits(motif: str) -> None:
    """Strict CSP, automatic escaping, no emoji; a PDF or a mail may carry its own style."""
    pages = {
        chemin: chemin.read_text()
        for chemin in _gabarits()
        if not {"pdf", "courriels", "email"} & set(chemin.parts)
    }
    assert _chercher(motif, dans=pages) == []


def test_composants_avec_leur_contrat() -> None:
    muets = [
        _relatif(chemin)
        for chemin in (GABARITS / "composants").glob("*.html")
        if not chemin.read_text().startswith("{% comment %}")
    ]
    assert muets == []


def test_un_formulaire_ne_dit_ses_erreurs_qu_une_fois() -> None:
    """`form|crispy` opens with the summary of errors: a page that includes it too says it twice."""
    doubles = [
        _relatif(chemin)
        for chemin in _gabarits()
        for branche in chemin.read_text().split("{% else %}")
        if "composants/erreurs.html" in branche and "form|crispy }}" in branche
    ]
    assert doubles == []


# --- Addresses and kinds of rule --------------------------------------------------------------------
def _motifs(resolveur: URLResolver | None = None) -> Iterator[URLPattern]:
    for motif in (resolveur or get_resolver()).url_patterns:
        if isinstance(motif, URLPattern):
            yield motif
        elif motif.app_name != "admin":
            yield from _motifs(motif)


def _is_a_nous(vue: object) -> bool:
    return getattr(vue, "__module__", "").split(".")[0] in ROOMS


def test_chaque_adresse_porte_le_nom_de_sa_vue() -> None:
    fautes = [
        f"{motif.name} -> {motif.callback.__name__}"
        for motif in _motifs()
        if _is_a_nous(motif.callback) and motif.name != motif.callback.__name__
    ]
    assert fautes == []


def test_chaque_vue_est_une_fonction() -> None:
    classes = [
        motif.name
        for motif in _motifs()
        if _is_a_nous(motif.callback) and not isinstance(motif.callback, FunctionType)
    ]
    assert classes == []


# What an address can give: anything else as an argument is a helper of views, not a view.
D_UNE_ADRESSE = {"str", "int", "UUID", "uuid.UUID"}


def _is_une_vue(noeud: ast.stmt) -> bool:
    """Whether it answers a request: (request, what the address gives) -> a response."""
    if not isinstance(noeud, ast.FunctionDef) or noeud.name.startswith("_"):
        return False
    arguments = noeud.args.args
    annotations = {ast.unparse(a.annotation) for a in arguments[1:] if a.annotation is not None}
    return (
        [argument.arg for argument in arguments[:1]] == ["request"]
        and noeud.returns is not None
        and "Response" in ast.unparse(noeud.returns)
        and annotations <= D_UNE_ADRESSE
    )


def _vues_ecrites() -> set[str]:
    """Names of the views written in the views modules."""
    return {
        noeud.name
        for fichier, texte in _sources().items()
        if fichier.name == "views.py" or "views" in fichier.parts
        for noeud in ast.parse(texte).body
        if isinstance(noeud, ast.FunctionDef) and _is_une_vue(noeud)
    }


def test_chaque_vue_a_son_adresse() -> None:
    noms = {motif.name for motif in _motifs() if _is_a_nous(motif.callback)}
    assert _vues_ecrites() - noms == set()


def test_chaque_genre_calcule_a_son_evaluateur() -> None:
    assert set(EVALUATEURS) == {genre for genre, regle in GENRES.items() if regle.calcule}

"""What the frame of every page shows: the pact, the main menu, the acting function, the account.

Everything is computed on first use, so that a fragment which shows no frame costs no query.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from pacte.accord.models import Fonction, Pacte
from pacte.pilotage.permissions import can_voir_tableau
from subventions.permissions import QUALITES_AVIS

# The room of a page tells its menu entry; the pages of the other rooms go by their address.
ENTREE_DE_LA_PIECE = {
    "gouvernance": "lister_reunions",
    "subventions": "lister_demandes",
    "centres": "lister_centres",
}
# Label, URL name, whether the address is inside a pact.
ENTREES = (
    ("À faire", "accueil", False),
    ("Réunions", "lister_reunions", True),
    ("Subventions", "lister_demandes", True),
    ("Centres", "lister_centres", True),
    ("Le pacte", "voir_pacte", True),
    ("Tableau", "voir_tableau", True),
)
PIED = (
    ("Aide", "lire_aide"),
    ("Glossaire", "lire_glossaire"),
    ("Accessibilité\u00a0: non conforme", "lire_accessibilite"),
    ("Données personnelles", "lire_donnees_personnelles"),
    ("Mentions légales", "lire_mentions_legales"),
)


@dataclass(frozen=True, slots=True)
class Lien:
    """A link of the frame."""

    libelle: str
    url: str
    actif: bool = False


@dataclass(frozen=True, slots=True)
class FonctionAffichee:
    """A function as the top bar shows it."""

    pk: int
    qualite: str
    organisation: str
    actuelle: bool

    @property
    def libelle(self) -> str:
        return f"{self.qualite}, {self.organisation}"


@dataclass(frozen=True, slots=True)
class PacteAffiche:
    """A pact as the top bar shows it."""

    code: str
    titre: str
    ville: str


def adresse(nom: str, *args: str) -> str:
    """Return the address of a named page, or "" when the installation has no such page."""
    try:
        return reverse(nom, args=args)
    except NoReverseMatch:
        return ""


class Cadre:
    """The `cadre` of templates; one query, made on first use (two on the public page of a
    pact that is not one's own; FonctionMiddleware made the other)."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def _fonction(self) -> Fonction | None:
        return getattr(self._request, "fonction", None)

    @cached_property
    def connecte(self) -> bool:
        """Whether somebody is signed in."""
        compte = getattr(self._request, "user", None)
        return compte is not None and compte.is_authenticated

    @cached_property
    def fonctions(self) -> list[FonctionAffichee]:
        """The functions to choose from, for « J'agis en qualité de … »."""
        return [
            FonctionAffichee(
                pk=fonction.pk,
                qualite=_majuscule(fonction.libelle_qualite),
                organisation=str(fonction.organisation),
                actuelle=self._fonction is not None and fonction.pk == self._fonction.pk,
            )
            for fonction in getattr(self._request, "fonctions", ())
        ]

    @cached_property
    def fonction(self) -> FonctionAffichee | None:
        """The acting function, or None."""
        return next((fonction for fonction in self.fonctions if fonction.actuelle), None)

    @cached_property
    def _pactes(self) -> list[Pacte]:
        """The pacts of the acting function."""
        if self._fonction is None:
            return []
        # A page that has read them leaves them on the request.
        deja_lus: list[Pacte] | None = getattr(self._request, "pactes", None)
        if deja_lus is not None:
            return deja_lus
        return list(Pacte.objects.for_fonction(self._fonction).select_related("ville"))

    @cached_property
    def _pacte(self) -> Pacte | None:
        """The pact of the page (its name is public), else the latest one of the acting function."""
        resolution = getattr(self._request, "resolver_match", None)
        if resolution is None or not resolution.route.startswith("pactes/<slug:code>/"):
            return max(self._pactes, key=_anciennete, default=None)
        code = resolution.kwargs["code"]
        for pacte in self._pactes:
            if pacte.code == code:
                return pacte
        return Pacte.objects.select_related("ville").filter(code=code).first()

    @cached_property
    def _is_participante(self) -> bool:
        """Whether the acting function takes part in the pact shown, beyond its public page."""
        return self._pacte in self._pactes

    @cached_property
    def pacte(self) -> PacteAffiche | None:
        """The pact that the top bar names, or None."""
        if self._pacte is None:
            return None
        return PacteAffiche(
            code=self._pacte.code, titre=self._pacte.titre_court, ville=self._pacte.ville.nom
        )

    @cached_property
    def fictif(self) -> bool:
        """Whether the page shows fictitious facts."""
        return self._pacte is not None and self._pacte.fictif

    @cached_property
    def menu(self) -> list[Lien]:
        """The main menu of the acting function: at most six entries, the current one marked."""
        if self._fonction is None:
            return []
        liens = {}
        for libelle, nom, dans_pacte in ENTREES:
            if dans_pacte and not self._is_participante and nom != "voir_pacte":
                continue
            if nom == "lister_demandes" and not (
                _suit_des_demandes(self._fonction) or self._fonction.qualite in QUALITES_AVIS
            ):
                continue
            if nom == "voir_tableau" and not self._lit_le_tableau():
                continue
            code = [self.pacte.code] if dans_pacte and self.pacte else []
            page = nom
            if nom == "lister_demandes" and self._fonction.qualite in QUALITES_AVIS:
                page = "lister_avis_demandes"
            if url := adresse(page, *code):
                liens[nom] = (libelle, url)
        actuelle = self._entree_actuelle({nom: url for nom, (_, url) in liens.items()})
        return [Lien(libelle, url, nom == actuelle) for nom, (libelle, url) in liens.items()]

    def _lit_le_tableau(self) -> bool:
        return (
            self._fonction is not None
            and self._pacte is not None
            and bool(can_voir_tableau(self._fonction, self._pacte, timezone.localdate()))
        )

    def _entree_actuelle(self, urls: dict[str, str]) -> str:
        """The URL name of the menu entry that contains the current page, or ""."""
        resolution = getattr(self._request, "resolver_match", None)
        if resolution is not None and resolution.url_name == "rechercher":
            return ""
        piece = resolution.func.__module__.split(".")[0] if resolution else ""
        if piece in ENTREE_DE_LA_PIECE:
            return ENTREE_DE_LA_PIECE[piece]
        chemin = self._request.path
        contenants = [
            nom
            for nom, url in urls.items()
            if chemin == url or (url != "/" and chemin.startswith(url))
        ]
        return max(contenants, key=lambda nom: len(urls[nom]), default="")

    @cached_property
    def compte(self) -> str:
        """The name shown on the account menu."""
        return str(self._request.user)

    @cached_property
    def liens_compte(self) -> list[Lien]:
        """The links of the account menu."""
        compte = self._request.user
        avs = self._is_participante and self._fonction is not None and self._fonction.is_avs
        code = [self.pacte.code] if self.pacte else []
        choix = [
            ("Personnes et accès", adresse("lister_personnes", *code), avs),
            ("Courriels envoyés", adresse("lister_courriels", *code), avs),
            ("Journal", adresse("lister_journal", *code), avs),
            ("Tous les pactes", adresse("lister_pactes"), True),
            (
                "Composants de l’interface",
                adresse("montrer_composants"),
                avs or compte.is_superuser,
            ),
            ("Administration technique", adresse("admin:index"), compte.is_superuser),
            ("Mon calendrier", adresse("voir_mes_calendriers"), self._fonction is not None),
            ("Mon compte", adresse("mon_compte"), True),
        ]
        return [Lien(libelle, url) for libelle, url, montre in choix if montre and url]

    @cached_property
    def pied(self) -> list[Lien]:
        """The links of the footer."""
        return [Lien(libelle, adresse(nom)) for libelle, nom in PIED if adresse(nom)]

    @property
    def url_accueil(self) -> str:
        return adresse("accueil") or "/"

    @property
    def url_fonction(self) -> str:
        return adresse("choisir_fonction")

    @property
    def url_recherche(self) -> str:
        """Where the pact is searched, for those who take part in it; empty on that very page."""
        if self.pacte is None or not self._is_participante:
            return ""
        recherche = adresse("rechercher", self.pacte.code)
        return "" if self._request.path == recherche else recherche

    @property
    def url_connexion(self) -> str:
        """Where to sign in; empty on that very page."""
        connexion = adresse("account_login")
        return "" if self._request.path == connexion else connexion

    @property
    def url_deconnexion(self) -> str:
        return adresse("account_logout")


def _suit_des_demandes(fonction: Fonction) -> bool:
    """Whether requests can be seen one by one: the centres their own, the city's all."""
    return fonction.is_avs or fonction.is_centre or fonction.is_elu_ville


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def _anciennete(pacte: Pacte) -> tuple[bool, Any]:
    """The order of pacts when none is chosen: the latest signed, an undated one last."""
    return (pacte.date_effet is not None, pacte.date_effet or timezone.localdate())


def cadre(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `cadre` for the templates."""
    return {"cadre": Cadre(request)}

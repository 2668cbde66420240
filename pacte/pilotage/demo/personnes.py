"""The demonstration's people, functions and accounts."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from pacte.accord.models import Fonction, Organisation, Pacte, Personne, Qualite, User
from pacte.pilotage.demo import textes


@dataclass(frozen=True, slots=True)
class Compte:
    """An account to try the portal with: what the start-up prints."""

    courriel: str
    qui: str


def charger_personnes(pacte: Pacte, debut: date) -> dict[str, Fonction]:
    """Create people, functions and accounts; return the functions by person key."""
    organisations = _organisations_par_role(pacte)
    fonctions: dict[str, Fonction] = {}
    for cle, prenom, nom, role, qualite, intitule, _affiche in textes.PERSONNES:
        sans_courriel = cle in textes.SANS_COURRIEL
        # The pact's file already knows those who sign; the demonstration adds the others.
        personne = Personne.objects.filter(cle=cle).first() or Personne(cle=cle)
        personne.prenom, personne.nom = prenom, nom
        personne.courriel = "" if sans_courriel else adresse(prenom, nom)
        personne.save()
        fonctions[cle] = Fonction(
            personne=personne,
            organisation=organisations[role],
            qualite=qualite,
            intitule=intitule,
            date_debut=debut,
        )
        fonctions[cle].save()
        if not sans_courriel:
            _ouvrir_compte(personne, fonctions[cle])
    cle, role, qualite, intitule = textes.DOUBLE_FONCTION
    Fonction(
        personne=fonctions[cle].personne,
        organisation=organisations[role],
        qualite=qualite,
        intitule=intitule,
        date_debut=debut,
    ).save()
    return fonctions


def adresse(prenom: str, nom: str) -> str:
    """The fictitious address of somebody, without accents: `camille.aubier@valombre.test`."""
    return f"{slugify(prenom)}.{slugify(nom)}@{textes.DOMAINE}"


def ouvrir_compte_ville(pacte: Pacte) -> Fonction:
    """Give the city of a real pact its one account, held by a plainly fictitious person."""
    personne = Personne(
        cle=f"agent-{pacte.code}",
        prenom="Dominique",
        nom="Essai",
        courriel=f"agent.avs@{pacte.code}.test",
    )
    personne.save()
    fonction = Fonction(personne=personne, organisation=pacte.ville, qualite=Qualite.AGENT_AVS)
    fonction.save()
    _ouvrir_compte(personne, fonction)
    return fonction


def comptes_de_demonstration() -> list[Compte]:
    """One account per role, in the order of the start-up screen."""
    return [
        Compte(adresse(prenom, nom), f"{prenom} {nom}, {intitule} ({role})")
        for _cle, prenom, nom, role, _qualite, intitule, affiche in textes.PERSONNES
        if affiche
    ] + [Compte("agent.avs@chambery-2023.test", "agente ou agent AVS du pacte chambery-2023")]


def _ouvrir_compte(personne: Personne, fonction: Fonction) -> User:
    compte = User(
        email=personne.courriel,
        password=_empreinte_commune(),
        personne=personne,
        derniere_fonction=fonction,
    )
    compte.save()
    return compte


@cache
def _empreinte_commune() -> str:
    """The hash of the one password of the demonstration: computed once, it is slow on purpose."""
    return make_password(textes.MOT_DE_PASSE)


def _organisations_par_role(pacte: Pacte) -> dict[str, Organisation]:
    """The pact's organisations by the role that the demonstration's lists name."""
    organisations = {"VILLE": pacte.ville}
    for partie in pacte.parties.select_related("organisation"):
        organisation = partie.organisation
        organisations.setdefault(organisation.code, organisation)
        organisations.setdefault(organisation.genre.upper(), organisation)
    for organisation in pacte.partenaires.order_by("pk"):
        organisations.setdefault("DEPARTEMENT", organisation)
    return organisations

"""What a draft going round asks: to read it again, to deal with remarks, to make it definitive."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from gouvernance.lectures.approbation import composer_faits
from gouvernance.models import (
    AccordCompteRendu,
    CompteRendu,
    EtatCompteRendu,
    EtatRemarque,
    Participation,
    Remarque,
    Reunion,
)
from gouvernance.rules.circulation import (
    FaitsCirculation,
    RemarqueFaite,
    Voie,
    approuver,
    remarques_ouvertes,
)
from pacte.accord.models import Fonction
from pacte.socle.a_faire import AFaire
from pacte.socle.dates import ecrire_jour_court


def colonnes(fonction: Fonction) -> dict[str, Any]:
    """What these lists read of a meeting: see `gouvernance.a_faire.lire_reunions`."""
    ici = OuterRef("compte_rendu")
    invitees = Participation.objects.filter(reunion=OuterRef("pk")).order_by()
    accords = AccordCompteRendu.objects.filter(compte_rendu=ici).order_by()
    remarques = Remarque.objects.filter(compte_rendu=ici).order_by()
    a_dit = remarques.filter(
        par__personne=fonction.personne_id,
        date_remarque__gte=OuterRef("compte_rendu__date_soumission"),
    ).exclude(etat=EtatRemarque.RETIREE)
    d_accord = accords.filter(
        par__personne=fonction.personne_id, version=OuterRef("compte_rendu__version_projet")
    )
    return {
        "is_invitee_muette": Exists(invitees.filter(fonction__personne=fonction.personne_id))
        & ~Exists(d_accord)
        & ~Exists(a_dit),
        "personnes_invitees": ArraySubquery(
            invitees.filter(_en_projet("reunion__compte_rendu")).values("fonction__personne")
        ),
        "accords_donnes": ArraySubquery(
            accords.filter(_en_projet("compte_rendu")).values(
                lu=JSONObject(qui="par__personne", le="date_accord", version="version")
            )
        ),
        "remarques_faites": ArraySubquery(
            remarques.filter(_en_projet("compte_rendu")).values(
                lu=JSONObject(le="date_remarque", reponse="date_reponse")
            )
        ),
    }


def _en_projet(chemin: str) -> Q:
    """The minutes at the end of `chemin` are a submitted draft: no other is gone into."""
    return Q(**{f"{chemin}__etat": EtatCompteRendu.PROJET})


def relectures(fonction: Fonction, reunions: Iterable[Reunion], le: date) -> list[AFaire]:
    """The drafts that the person was invited to read, and of which she has said nothing yet."""
    return [
        AFaire(
            f"Relire le projet de compte rendu : {reunion.titre}.",
            reunion.compte_rendu.date_limite_remarques,
            f"{reverse('voir_reunion', args=[reunion.pacte.code, reunion.pk])}#compte-rendu",
            "Relire le projet",
        )
        for reunion in reunions
        if reunion.is_invitee_muette and _is_a_lire(reunion.compte_rendu_ou_rien, fonction, le)
    ]


def _is_a_lire(compte_rendu: CompteRendu | None, fonction: Fonction, le: date) -> bool:
    """Whether the draft still takes remarks, from somebody who did not submit it."""
    if compte_rendu is None or compte_rendu.etat != EtatCompteRendu.PROJET:
        return False
    limite, auteur = compte_rendu.date_limite_remarques, compte_rendu.soumis_par
    sienne = auteur is not None and auteur.personne_id == fonction.personne_id
    return limite is not None and limite >= le and not sienne


def suites_des_projets(reunions: Iterable[Reunion], le: date) -> list[AFaire]:
    """What the submitted drafts ask of their organiser: nothing while they are only being read."""
    choses = (_suite(reunion, le) for reunion in reunions)
    return [chose for chose in choses if chose is not None]


def _faits(reunion: Reunion) -> FaitsCirculation | None:
    compte_rendu = reunion.compte_rendu_ou_rien
    if compte_rendu is None or compte_rendu.etat != EtatCompteRendu.PROJET:
        return None
    return composer_faits(
        compte_rendu,
        invitees=reunion.personnes_invitees,
        accords=(
            (accord["qui"], date.fromisoformat(accord["le"]), accord["version"])
            for accord in reunion.accords_donnes
        ),
        remarques=(
            RemarqueFaite(
                date.fromisoformat(remarque["le"]),
                date.fromisoformat(remarque["reponse"]) if remarque["reponse"] else None,
            )
            for remarque in reunion.remarques_faites
        ),
    )


def _suite(reunion: Reunion, le: date) -> AFaire | None:
    faits = _faits(reunion)
    if faits is None:
        return None
    code, pk = reunion.pacte.code, reunion.pk
    quand = ecrire_jour_court(reunion.date_reunion) if reunion.date_reunion else ""
    nom = f"{reunion}, {quand}"
    ouvertes = remarques_ouvertes(faits, le)
    if ouvertes:
        combien = "une remarque" if ouvertes == 1 else f"{ouvertes} remarques"
        url = f"{reverse('voir_reunion', args=[code, pk])}#compte-rendu"
        phrase = f"Donner une suite à {combien} : {nom}."
        return AFaire(phrase, faits.date_limite, url, "Lire les remarques")
    approuve = approuver(faits, le)
    if approuve is None:
        return None
    debut = "Rendre définitif le compte rendu approuvé"
    if approuve.voie == Voie.TACITE:
        debut = "Le délai des remarques est passé : rendre définitif le compte rendu"
    url = reverse("rendre_definitif", args=[code, pk])
    return AFaire(f"{debut} : {nom}.", approuve.le, url, "Relire et confirmer")

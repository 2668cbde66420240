"""The demonstration's drafts going round: agreements, remarks, approvals, an addendum."""

from datetime import date, timedelta

from gouvernance.lectures.versions_projet import instantane
from gouvernance.models import (
    AccordCompteRendu,
    Addendum,
    Approbation,
    CompteRendu,
    EtatRemarque,
    Participation,
    Remarque,
    VersionProjet,
)
from gouvernance.operations.addenda import sceller_addendum
from gouvernance.rules.circulation import limite_habituelle
from pacte.accord.models import Fonction
from pacte.pilotage.demo.calendrier import tirage

REMARQUES = (
    "Le nombre d'adhésions est celui de décembre : il faudrait écrire « 412 ».",
    "Pouvez-vous préciser que le service éducation rejoint le groupe de travail ?",
)
REPONSE = "Le point suivant le dit déjà : le texte ne change pas."
MOTIF_ADDENDUM = "Le nom d'une structure partenaire manquait."
TEXTE_ADDENDUM = "Au troisième alinéa, il faut lire : « avec la médiathèque du quartier et le club de l'âge libre »."


def presenter(compte_rendu: CompteRendu, par: Fonction, le: date) -> None:
    """Submit a draft of the past on day `le`: its version, its last day for remarks."""
    compte_rendu.soumis_par = par
    compte_rendu.date_soumission = le
    compte_rendu.version_projet = 1
    compte_rendu.date_limite_remarques = limite_habituelle(
        le, compte_rendu.reunion.instance.delai_remarques
    )
    VersionProjet(
        compte_rendu=compte_rendu,
        numero=1,
        date_soumission=le,
        soumise_par=par,
        date_limite=compte_rendu.date_limite_remarques,
        contenu=instantane(compte_rendu),
    ).save()


def approuver(compte_rendu: CompteRendu, rang: int) -> None:
    """Note how minutes of the past were approved: at the meeting's end, or by everybody, in turn."""
    if tirage(4, "approbation", rang):
        compte_rendu.approbation = Approbation.SEANCE
        compte_rendu.date_approbation = compte_rendu.reunion.date_reunion
        return
    accords = [
        _accorder(compte_rendu, fonction, jours=1 + tirage(8, "accord", rang, fonction.pk))
        for fonction in _invites(compte_rendu)
    ]
    compte_rendu.approbation = Approbation.UNANIME
    compte_rendu.date_approbation = max(accord.date_accord for accord in accords)


def faire_relire(compte_rendu: CompteRendu, par: Fonction, au: date) -> None:
    """Some have agreed with the draft of the moment, two have remarked, the others said nothing."""
    autres = [f for f in _invites(compte_rendu) if f.personne_id != par.personne_id]
    for fonction in autres[2:5]:
        _accorder(compte_rendu, fonction, jours=2, au=au)
    points = list(compte_rendu.reunion.points.order_by("ordre"))
    for rang, (fonction, texte) in enumerate(zip(autres, REMARQUES, strict=False)):
        remarque = Remarque(
            compte_rendu=compte_rendu,
            point=points[rang] if rang < len(points) else None,
            par=fonction,
            texte=texte,
            date_remarque=_jour(compte_rendu, 3, au),
        )
        if rang:
            remarque.etat = EtatRemarque.REPONDUE
            remarque.reponse = REPONSE
            remarque.reponse_par = par
            remarque.date_reponse = _jour(compte_rendu, 4, au)
        remarque.save()


def corriger(compte_rendu: CompteRendu, par: Fonction, le: date) -> None:
    """Add an addendum to definitive minutes of the past."""
    sceller_addendum(
        Addendum(
            compte_rendu=compte_rendu,
            numero=1,
            date_addendum=le,
            point=compte_rendu.reunion.points.order_by("ordre").first(),
            motif=MOTIF_ADDENDUM,
            texte=TEXTE_ADDENDUM,
            par=par,
        )
    )


def _invites(compte_rendu: CompteRendu) -> list[Fonction]:
    lignes = Participation.objects.filter(reunion=compte_rendu.reunion_id)
    return [p.fonction for p in lignes.select_related("fonction").order_by("pk")]


def _jour(compte_rendu: CompteRendu, jours: int, au: date) -> date:
    depart = compte_rendu.date_soumission or au
    return min(depart + timedelta(days=jours), au)


def _accorder(
    compte_rendu: CompteRendu, fonction: Fonction, *, jours: int, au: date = date.max
) -> AccordCompteRendu:
    accord = AccordCompteRendu(
        compte_rendu=compte_rendu,
        par=fonction,
        date_accord=_jour(compte_rendu, jours, au),
        version=compte_rendu.version_projet,
    )
    accord.save(force_insert=True)
    return accord

"""The mails of minutes going round: draft to read, reminder, remark answered, definitive, addendum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from gouvernance.acces_par_lien import creer_lien
from gouvernance.lectures.approbation import limite_des_remarques
from gouvernance.models import (
    Addendum,
    CompteRendu,
    Decision,
    GenreReleve,
    Participation,
    Remarque,
    Reunion,
)
from gouvernance.notifications.commun import adresse_de, objet
from gouvernance.notifications.decisions import adresse
from pacte.accord.models import Fonction, Personne
from pacte.courrier.gabarits import Element, composer
from pacte.courrier.models import Courriel, Nature
from pacte.courrier.operations import mettre_en_file

# A personal link to the minutes still opens them a month after the last day for remarks.
JOURS_DE_LECTURE = 30


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody invited who has an e-mail, and the address of the minutes for her."""

    participation: Participation
    personne: Personne
    url: str
    confidentiel: bool


def _invites(reunion: Reunion, *, sauf: Fonction | None, url: str, fin: date) -> Iterator[Invite]:
    """Yield the invited people once each: `url` for an account, a personal link without one."""
    vues = {sauf.personne_id} if sauf is not None else set()
    participations = reunion.participations.select_related(
        "reunion", "fonction__personne__compte", "fonction__organisation"
    ).order_by("pk")
    for participation in participations:
        personne = participation.fonction.personne
        if not personne.courriel or personne.pk in vues:
            continue
        vues.add(personne.pk)
        compte = personne.compte_ouvert
        if compte is not None and compte.is_active:
            yield Invite(participation, personne, url, confidentiel=False)
        else:
            jeton = creer_lien(participation, au_moins=fin)
            lien = reverse("lire_compte_rendu_par_lien", args=[jeton])
            yield Invite(participation, personne, lien, confidentiel=True)


def _ecrire(
    reunion: Reunion,
    personne: Personne,
    *,
    gabarit: str,
    action: str,
    bouton: tuple[str, str],
    confidentiel: bool = False,
    nature: Nature = Nature.ACTION,
    **contexte: Any,
) -> Courriel:
    libelle, url = bouton
    texte, html = composer(
        gabarit,
        {
            "reunion": reunion,
            "personne": personne,
            "bouton_libelle": libelle,
            "bouton_url": url,
            **contexte,
        },
    )
    return mettre_en_file(
        destinataire=personne.courriel,
        nom=str(personne),
        objet=objet(reunion, action),
        texte=texte,
        html=html,
        confidentiel=confidentiel,
        nature=nature,
        lien="" if confidentiel else url,
        pacte_code=reunion.pacte.code,
    )


def is_a_prevenir(reunion: Reunion) -> bool:
    """Whether the people of a meeting are written to: of one recorded afterwards, nobody was told."""
    return reunion.date_invitation is not None


def demander_remarques(
    compte_rendu: CompteRendu, *, sauf: Fonction, changements: Sequence[str]
) -> int:
    """Ask everybody invited for her agreement or her remarks; return how many mails.

    `changements` says what is new since the version before, for those who read it.
    """
    reunion = compte_rendu.reunion
    limite = limite_des_remarques(compte_rendu)
    if limite is None or not is_a_prevenir(reunion):
        return 0
    url = f"{adresse_de(reunion)}#compte-rendu"
    fin = limite + timedelta(days=JOURS_DE_LECTURE)
    deja = set(
        compte_rendu.accords.filter(version=compte_rendu.version_projet - 1).values_list(
            "par__personne_id", flat=True
        )
    )
    nombre = 0
    for invite in _invites(reunion, sauf=sauf, url=url, fin=fin):
        _ecrire(
            reunion,
            invite.personne,
            gabarit="gouvernance/courriels/projet_a_relire.txt",
            action="relire le compte rendu",
            bouton=("Relire le projet", invite.url),
            confidentiel=invite.confidentiel,
            limite=limite,
            changements=changements,
            avait_donne_son_accord=invite.personne.pk in deja,
        )
        nombre += 1
    return nombre


def rappeler(compte_rendu: CompteRendu, participation: Participation, limite: date) -> Courriel:
    """Remind one person who has said nothing of the draft; called once (see taches_circulation)."""
    reunion = compte_rendu.reunion
    personne = participation.fonction.personne
    url, confidentiel = f"{adresse_de(reunion)}#compte-rendu", False
    compte = personne.compte_ouvert
    if compte is None or not compte.is_active:
        jeton = creer_lien(participation, au_moins=limite + timedelta(days=JOURS_DE_LECTURE))
        url, confidentiel = reverse("lire_compte_rendu_par_lien", args=[jeton]), True
    return _ecrire(
        reunion,
        personne,
        gabarit="gouvernance/courriels/rappel_projet.txt",
        action="encore quelques jours pour relire",
        bouton=("Relire le projet", url),
        confidentiel=confidentiel,
        limite=limite,
    )


def prevenir_auteur(reunion: Reunion, remarque: Remarque, *, sauf: Fonction) -> None:
    """Tell the author what was made of her remark; nobody is told of her own act."""
    personne = remarque.par.personne
    if not personne.courriel or personne.pk == sauf.personne_id:
        return
    _ecrire(
        reunion,
        personne,
        gabarit="gouvernance/courriels/remarque_traitee.txt",
        action=f"votre remarque est {remarque.etat_enum.label}",
        bouton=("Voir le projet", f"{adresse_de(reunion)}#remarque-{remarque.pk}"),
        nature=Nature.INFORMATION,
        remarque=remarque,
    )


# --- Definitive, then addenda -------------------------------------------------------------------


def _par_responsable(reunion: Reunion) -> dict[int, list[Decision]]:
    """What each person is in charge of, by person; information asks nothing of anybody."""
    par_personne: dict[int, list[Decision]] = {}
    lignes = (
        reunion.decisions.exclude(genre=GenreReleve.INFORMATION)
        .filter(date_ajout__isnull=True)
        .select_related("pacte", "reunion__pacte", "responsable__personne__compte")
        .order_by("ordre", "pk")
    )
    for decision in lignes:
        if decision.responsable is not None and decision.responsable.personne.courriel:
            par_personne.setdefault(decision.responsable.personne_id, []).append(decision)
    return par_personne


def annoncer_definitif(compte_rendu: CompteRendu, *, sauf: Fonction) -> int:
    """Tell everybody invited, and those in charge with the exact link of what is theirs.

    One mail a person; nobody is told of her own act, unless something falls to her. Returns how many.
    """
    reunion = compte_rendu.reunion
    siennes = _par_responsable(reunion)
    for decisions in siennes.values():
        _confier(reunion, decisions)
    if not is_a_prevenir(reunion):
        return len(siennes)
    nombre = len(siennes)
    pdf = reverse("telecharger_compte_rendu", args=[reunion.pacte.code, reunion.pk])
    fin = timezone.localdate() + timedelta(days=JOURS_DE_LECTURE)
    for invite in _invites(reunion, sauf=sauf, url=pdf, fin=fin):
        if invite.personne.pk in siennes:
            continue
        _ecrire(
            reunion,
            invite.personne,
            gabarit="gouvernance/courriels/definitif.txt",
            action="compte rendu définitif",
            bouton=("Ouvrir le compte rendu", invite.url),
            confidentiel=invite.confidentiel,
            nature=Nature.INFORMATION,
            compte_rendu=compte_rendu,
        )
        nombre += 1
    return nombre


def _confier(reunion: Reunion, decisions: Sequence[Decision]) -> None:
    """Write to one person in charge, once for all that is hers."""
    responsable = decisions[0].responsable
    if responsable is None:
        return
    nombre = len(decisions)
    liste = reverse("lister_decisions", args=[reunion.pacte.code]) + "?a_qui=moi&etat=ouverte"
    quoi = _quoi(decisions)
    action = f"{quoi} vous revient" if nombre == 1 else f"{quoi} vous reviennent"
    _ecrire(
        reunion,
        responsable.personne,
        gabarit="gouvernance/courriels/decision.txt",
        action=action,
        bouton=(f"Suivre cette {decisions[0].get_genre_display()}", adresse(decisions[0]))
        if nombre == 1
        else ("Suivre mes actions", liste),
        quoi=action[:1].upper() + action[1:],
        decisions=decisions,
        elements=[
            Element(f"{decision.get_genre_display().capitalize()} : {decision}", adresse(decision))
            for decision in decisions
        ]
        if nombre > 1
        else [],
    )


def _quoi(decisions: Sequence[Decision]) -> str:
    """Name what falls to somebody: « une décision », « 2 actions », « 3 décisions et actions »."""
    genres = {decision.get_genre_display() for decision in decisions}
    mots = f"{genres.pop()}s" if len(genres) == 1 else "décisions et actions"
    return f"une {mots.removesuffix('s')}" if len(decisions) == 1 else f"{len(decisions)} {mots}"


def annoncer_addendum(addendum: Addendum, *, sauf: Fonction) -> int:
    """Tell everybody invited that definitive minutes are corrected; return how many mails."""
    reunion = addendum.compte_rendu.reunion
    if not is_a_prevenir(reunion):
        return 0
    pdf = reverse("telecharger_addendum", args=[reunion.pacte.code, reunion.pk, addendum.numero])
    fin = addendum.date_addendum + timedelta(days=JOURS_DE_LECTURE)
    nombre = 0
    for invite in _invites(reunion, sauf=sauf, url=pdf, fin=fin):
        _ecrire(
            reunion,
            invite.personne,
            gabarit="gouvernance/courriels/addendum.txt",
            action=f"addendum n° {addendum.numero}",
            bouton=("Ouvrir l’addendum", invite.url),
            confidentiel=invite.confidentiel,
            nature=Nature.INFORMATION,
            addendum=addendum,
        )
        nombre += 1
    return nombre

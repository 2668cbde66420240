"""The financial report of an award: write, hand in, record, accept, ask again (Cerfa 15059)."""

import uuid
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from pacte.accord.models import Fonction
from pacte.documents.televersements import enregistrer_fichier
from pacte.journal.operations import inscrire
from pacte.socle.droits import exiger, refus
from pacte.socle.montants import ZERO, ecrire_montant
from pacte.socle.versions import verifier_version
from pacte.socle.workflow import cible
from subventions import rules
from subventions.envois import attendre, deja_envoye
from subventions.lectures.budgets import budget_lu
from subventions.lectures.comptes_rendus import accorde_exact
from subventions.models import (
    Attribution,
    CompteRenduFinancier,
    Convention,
    LigneCompteRendu,
    MotifReversement,
    SortReliquat,
)
from subventions.notifications.comptes_rendus import (
    annoncer_acceptation_compte_rendu,
    annoncer_depot_compte_rendu,
    annoncer_reprise_compte_rendu,
)
from subventions.operations.instruction import refuser_avenir
from subventions.operations.reversements import ouvrir_reversement
from subventions.pdf.compte_rendu import sceller_compte_rendu
from subventions.permissions.comptes_rendus import (
    can_accepter_compte_rendu,
    can_demander_reprise,
    can_deposer_compte_rendu,
    can_enregistrer_compte_rendu,
    can_rediger_compte_rendu,
)
from subventions.presentation.compte_rendu import manques_compte_rendu
from subventions.rules import plan_comptable
from subventions.rules.plan_comptable import Cle
from subventions.workflow import TRANSITIONS_COMPTE_RENDU

TEXTES = ("bilan", "publics", "ecarts", "regles_repartition", "contributions", "observations")


def _verrouiller(attribution: Attribution) -> tuple[Attribution, CompteRenduFinancier | None]:
    """Return the award, locked, and its report if it is begun, locked too."""
    lue = (
        Attribution.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "centre", "demande__pacte__ville", "demande__fiche")
        .get(pk=attribution.pk)
    )
    rapport = (
        CompteRenduFinancier.objects.select_for_update(of=("self",))
        .select_related("pacte__ville", "centre", "depot_par__personne", "document")
        .filter(attribution=lue)
        .first()
    )
    if rapport is not None:
        rapport.attribution = lue
    return lue, rapport


def fin_de_l_exercice(attribution: Attribution) -> date:
    """The last day of the exercise, from the association's own sheet when the request has one."""
    fiche = getattr(attribution.demande, "fiche", None) if attribution.demande else None
    return rules.fin_exercice(attribution.exercice, fiche.exercice_au if fiche else None)


def prevus(attribution: Attribution) -> dict[Cle, Decimal]:
    """The forecast of each account: the budget of the request, in the plan of its year."""
    if attribution.demande is None:
        return {}
    return budget_lu(attribution.demande).montants


def _nouveau(attribution: Attribution, **champs: Any) -> CompteRenduFinancier:
    return CompteRenduFinancier(
        pacte=attribution.pacte,
        centre=attribution.centre,
        attribution=attribution,
        fin_exercice=fin_de_l_exercice(attribution),
        **champs,
    )


@transaction.atomic
def rediger_compte_rendu(
    attribution: Attribution,
    *,
    par: Fonction,
    version: int,
    champs: Mapping[str, Any],
    realises: Mapping[Cle, Decimal],
) -> CompteRenduFinancier:
    """Save the draft of a report, whole or not; the first save begins it (version 1)."""
    attribution, rapport = _verrouiller(attribution)
    exiger(can_rediger_compte_rendu(par, attribution, rapport, timezone.localdate()))
    nouveau = rapport is None
    verifier_version(version, 1 if rapport is None else rapport.version)
    rapport = rapport or _nouveau(attribution)
    for nom, valeur in champs.items():
        setattr(rapport, nom, valeur)
    # Begun by somebody else meanwhile, a second first save meets version 2.
    rapport.version = version + 1
    rapport.full_clean()
    rapport.save()
    _ecrire_lignes(rapport, realises)
    if nouveau:
        inscrire("rediger_compte_rendu_financier", objet=rapport, par=par)
    return rapport


def _ecrire_lignes(rapport: CompteRenduFinancier, realises: Mapping[Cle, Decimal]) -> None:
    """Make the stored lines those of the plan: forecast from the budget, actual as typed."""
    attribution = rapport.attribution
    attendus = prevus(attribution)
    anciennes = {(ligne.section, ligne.compte): ligne for ligne in rapport.lignes.order_by("pk")}
    nouvelles, changees = [], []
    plan = plan_comptable.plan_pour(attribution.exercice)
    for ordre, (groupe, compte) in enumerate(plan.lignes(projet=True)):
        cle = (groupe.section, compte.code)
        voulue = (attendus.get(cle, ZERO), realises.get(cle, ZERO))
        ligne = anciennes.get(cle)
        if ligne is None and any(voulue):
            nouvelles.append(
                LigneCompteRendu(
                    compte_rendu=rapport,
                    section=groupe.section,
                    compte=compte.code,
                    libelle=compte.ecrire(attribution.pacte.ville.nom),
                    prevu=voulue[0],
                    realise=voulue[1],
                    ordre=ordre,
                )
            )
        elif ligne is not None and (ligne.prevu, ligne.realise) != voulue:
            ligne.prevu, ligne.realise = voulue
            changees.append(ligne)
    if nouvelles:
        bulk_create_with_history(nouvelles, LigneCompteRendu)
    if changees:
        bulk_update_with_history(changees, LigneCompteRendu, ["prevu", "realise"])


@transaction.atomic
def deposer_compte_rendu(
    attribution: Attribution, *, par: Fonction, cle: uuid.UUID
) -> CompteRenduFinancier:
    """Hand a complete report in: date, sealed document, mails; the same key hands it in once."""
    attendre(cle)
    attribution, rapport = _verrouiller(attribution)
    if rapport is not None and rapport.cle_depot == cle and rapport.depot_par_id == par.pk:
        return rapport
    le = timezone.localdate()
    exiger(can_deposer_compte_rendu(par, attribution, rapport, le))
    if rapport is None:
        raise CompteRenduFinancier.DoesNotExist
    accorde = accorde_exact(attribution, le)
    incomplet = manques_compte_rendu(rapport, accorde, list(rapport.lignes.order_by("ordre")))
    if incomplet:
        exiger(refus(f"Le compte rendu n'est pas complet. {incomplet[0]}"))
    rapport.etat = cible(TRANSITIONS_COMPTE_RENDU, "deposer")
    rapport.date_depot, rapport.depot_par, rapport.cle_depot = le, par, cle
    rapport.version += 1
    rapport.document = sceller_compte_rendu(rapport, accorde)
    rapport.full_clean()
    rapport.save()
    inscrire("deposer_compte_rendu_financier", objet=rapport, par=par)
    annoncer_depot_compte_rendu(rapport)
    return rapport


@transaction.atomic
def enregistrer_compte_rendu_recu(
    attribution: Attribution,
    *,
    par: Fonction,
    cle: uuid.UUID,
    date_depot: date,
    montant_utilise: Decimal,
    fichier: UploadedFile,
    observations: str = "",
) -> CompteRenduFinancier:
    """Record a report received on paper or by e-mail, at its date of receipt, with its file."""
    attribution, rapport = _verrouiller(attribution)
    existant = deja_envoye(
        CompteRenduFinancier, cle, par, "depot_par", attribution=attribution, date_depot=date_depot
    )
    if existant is not None:
        return existant
    le = timezone.localdate()
    exiger(can_enregistrer_compte_rendu(par, attribution, rapport, le))
    refuser_avenir(date_depot=date_depot)
    accorde = accorde_exact(attribution, le)
    if montant_utilise > accorde:
        raise ValidationError(
            {"montant_utilise": f"La subvention est de {ecrire_montant(accorde)}."}
        )
    rapport = rapport or _nouveau(attribution)
    rapport.etat = cible(TRANSITIONS_COMPTE_RENDU, "deposer")
    rapport.cle_idempotence = cle
    rapport.date_depot, rapport.depot_par = date_depot, par
    rapport.montant_utilise, rapport.observations = montant_utilise, observations
    rapport.fichier = enregistrer_fichier(fichier, compte=par.personne.compte_ouvert)
    rapport.version += 1
    rapport.full_clean()
    rapport.save()
    inscrire("enregistrer_compte_rendu_recu", objet=rapport, par=par)
    return rapport


def sort_par_defaut(attribution: Attribution) -> str:
    """What the convention of the year says of the part not spent; nothing without one."""
    convention = (
        Convention.objects.filter(
            pacte=attribution.pacte_id,
            centre=attribution.centre_id,
            premier_exercice__lte=attribution.exercice,
            dernier_exercice__gte=attribution.exercice,
        )
        .exclude(sort_reliquat="")
        .order_by("-date_signature_ville", "-pk")
        .first()
    )
    return convention.sort_reliquat if convention else ""


@transaction.atomic
def accepter_compte_rendu(
    attribution: Attribution,
    *,
    par: Fonction,
    version: int,
    sort_reliquat: str,
    cle: uuid.UUID,
    explication: str = "",
) -> CompteRenduFinancier:
    """Accept a report; a part not spent is kept by the centre, or its recovery opens at once."""
    attribution, rapport = _verrouiller(attribution)
    le = timezone.localdate()
    exiger(can_accepter_compte_rendu(par, attribution, rapport, le))
    if rapport is None:
        raise CompteRenduFinancier.DoesNotExist
    verifier_version(version, rapport.version)
    part = rules.reliquat(accorde_exact(attribution, le), rapport.montant_utilise)
    if part and not sort_reliquat:
        raise ValidationError({"sort_reliquat": "Dites ce que devient la part non dépensée."})
    rapport.etat = cible(TRANSITIONS_COMPTE_RENDU, "accepter")
    rapport.date_acceptation = le
    rapport.sort_reliquat = sort_reliquat if part else ""
    rapport.version += 1
    rapport.full_clean()
    rapport.save()
    inscrire("accepter_compte_rendu_financier", objet=rapport, par=par)
    annoncer_acceptation_compte_rendu(rapport)
    if rapport.sort_reliquat == SortReliquat.REVERSE:
        ouvrir_reversement(
            par=par,
            cle=cle,
            pacte=attribution.pacte,
            centre=attribution.centre,
            exercice=attribution.exercice,
            motif=MotifReversement.RELIQUAT,
            montant=part,
            explication=explication or _expliquer(attribution, rapport, part),
            attribution=attribution,
        )
    return rapport


def _expliquer(attribution: Attribution, rapport: CompteRenduFinancier, part: Decimal) -> str:
    utilise = ecrire_montant(rapport.montant_utilise or ZERO)
    return (
        f"Le compte rendu financier {attribution.exercice} indique {utilise} utilisés. "
        f"Il reste {ecrire_montant(part)} non dépensés, à rendre à la Ville."
    )


@transaction.atomic
def demander_reprise(
    attribution: Attribution, *, par: Fonction, version: int, motif: str
) -> CompteRenduFinancier:
    """Ask the centre to do its report again; what it wrote stays."""
    attribution, rapport = _verrouiller(attribution)
    exiger(can_demander_reprise(par, attribution, rapport, timezone.localdate()))
    if rapport is None:
        raise CompteRenduFinancier.DoesNotExist
    verifier_version(version, rapport.version)
    rapport.etat = cible(TRANSITIONS_COMPTE_RENDU, "demander_reprise")
    rapport.motif_retour = motif
    rapport.version += 1
    rapport._change_reason = motif[:100]
    rapport.full_clean()
    rapport.save()
    inscrire("demander_reprise_compte_rendu", objet=rapport, par=par, motif=motif)
    annoncer_reprise_compte_rendu(rapport)
    return rapport

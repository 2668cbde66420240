"""Reading a pact's facts into an `Instantane`: the same number of queries whatever the volume."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from gouvernance.lectures.faits import faits_de_reunions
from gouvernance.models import Decision, Interpellation, LigneCalendrier
from gouvernance.rules.valeurs import LigneFixee, QuestionLue
from pacte.accord.models import (
    Avenant,
    Engagement,
    GenreOrganisation,
    Instance,
    Interpretation,
    Pacte,
    Partie,
    Theme,
)
from pacte.pilotage.faits import (
    AnneeCentre,
    AvenantLu,
    DecisionLue,
    EngagementLu,
    InstanceLue,
    Instantane,
    Organisme,
    PartieLue,
    SignatureLue,
    ThemeLu,
)
from subventions.lectures.dossiers import HABILITEES, lire_votes
from subventions.lectures.reversements import avec_reversements
from subventions.models import Attribution, Avance, Convention, GenreVersement, Versement
from subventions.rules.valeurs import AvancePayee, ConventionLue, DemandeAvance, FaitsVille, Vote


def lire_instantane(pacte: Pacte) -> Instantane:
    """Return the facts of `pacte`, whatever their dates, in nine queries."""
    url = reverse("voir_pacte", args=[pacte.code])
    lu = _lire_description(pacte)
    return Instantane(
        code=pacte.code,
        nom=pacte.titre_court,
        url=url,
        ville=lu.code_ville,
        duree_annees=pacte.duree_annees,
        date_effet=pacte.date_effet,
        parties=_lire_parties(pacte),
        avenants=tuple(
            AvenantLu(a["numero"], date.fromisoformat(a["le"]), _jour(a["fin"]))
            for a in lu.avenants_lus
        ),
        themes=tuple(ThemeLu(t["code"], t["nom"]) for t in lu.themes_lus),
        instances=tuple(
            InstanceLue(i["code"], i["nom"], i["portee"], i["delai"]) for i in lu.instances_lues
        ),
        engagements=tuple(
            EngagementLu(
                e["code"],
                e["article"],
                e["titre"],
                e["genre"],
                e["parametres"],
                tuple(e["revient_a"]),
                f"{url}#{e['code'].lower()}",
            )
            for e in lu.engagements_lus
        ),
        lignes=tuple(
            LigneFixee(date.fromisoformat(ligne["fixee"]), _jour(ligne["retiree"]))
            for ligne in lu.lignes_lues
            if ligne["fixee"]
        ),
        lectures={i["code"]: i["valeur"] for i in lu.lectures_lues},
        reunions=faits_de_reunions(pacte, categories=False),
        questions=tuple(
            QuestionLue(
                date.fromisoformat(q["le"]),
                q["suivie"] is not None,
                _jour(q["close"]),
                reverse("lister_interpellations", args=[pacte.code]),
            )
            for q in lu.questions_lues
        ),
        decisions=_lire_decisions(pacte),
        conventions=_lire_conventions(pacte),
        annees=_lire_annees(pacte),
    )


def _jour(texte: str | None) -> date | None:
    return date.fromisoformat(texte) if texte else None


def _tableau(lignes: QuerySet[Any], **champs: str) -> ArraySubquery:
    """Rows of a small table of the pact as one array of JSON objects: no query of its own."""
    return ArraySubquery(lignes.filter(pacte=OuterRef("pk")).values(lu=JSONObject(**champs)))


def _lire_description(pacte: Pacte) -> Any:
    """The pact with what its file describes, in one query."""
    return Pacte.objects.annotate(
        code_ville=F("ville__code"),
        avenants_lus=_tableau(
            Avenant.objects.order_by("numero"),
            numero="numero",
            le="date_signature",
            fin="nouvelle_fin",
        ),
        themes_lus=_tableau(Theme.objects.order_by("numero"), code="code", nom="titre_court"),
        instances_lues=_tableau(
            Instance.objects.order_by("ordre"),
            code="code",
            nom="nom",
            portee="portee",
            delai="delai_invitation",
        ),
        engagements_lus=_tableau(
            Engagement.objects.order_by("article__numero", "ordre"),
            code="code",
            article="article__numero",
            titre="titre",
            genre="genre_regle",
            parametres="parametres",
            revient_a="revient_a",
        ),
        lignes_lues=_tableau(
            LigneCalendrier.objects.order_by("mois", "pk"),
            fixee="fixee_en__date_reunion",
            retiree="date_retrait",
        ),
        questions_lues=_tableau(
            Interpellation.objects.filter(
                posee_par__organisation__genre=GenreOrganisation.CENTRE,
                adressee_a__genre=GenreOrganisation.VILLE,
            )
            .annotate(close=Coalesce("date_reponse", "date_retrait"))
            .order_by("date_question", "pk"),
            le="date_question",
            suivie="suivie_par",
            close="close",
        ),
        lectures_lues=_tableau(
            Interpretation.objects.order_by("ordre"), code="code", valeur="valeur"
        ),
    ).get(pk=pacte.pk)


def _lire_parties(pacte: Pacte) -> tuple[PartieLue, ...]:
    """The parties in the act's order, with all their signature lines, in one query."""
    lignes = (
        Partie.objects.filter(pacte=pacte)
        .order_by("ordre", "pk", "lignes__ordre", "lignes__pk")
        .values_list(
            "pk",
            "organisation__code",
            "organisation__nom",
            "organisation__genre",
            "date_entree",
            "date_sortie",
            "lignes__personne__prenom",
            "lignes__personne__nom",
            "lignes__requise",
            "lignes__date_signature",
        )
    )
    organismes: dict[int, tuple[Organisme, date | None, date | None]] = {}
    signatures: dict[int, list[SignatureLue]] = defaultdict(list)
    for pk, code, nom, genre, entree, sortie, prenom, famille, requise, le in lignes:
        organismes[pk] = (Organisme(code, nom, genre), entree, sortie)
        if requise is not None:
            signatures[pk].append(SignatureLue(f"{prenom} {famille}", requise, le))
    return tuple(
        PartieLue(organisme, tuple(signatures[pk]), entree, sortie)
        for pk, (organisme, entree, sortie) in organismes.items()
    )


def _lire_decisions(pacte: Pacte) -> tuple[DecisionLue, ...]:
    """What somebody has to carry out: neither information, nor a decision without owner."""
    lues = (
        Decision.objects.a_suivre()
        .filter(pacte=pacte, reunion__date_reunion__isnull=False)
        .order_by("pk")
        .values_list(
            Coalesce("date_ajout", "reunion__date_reunion"),
            Coalesce("echeance_reportee", "echeance"),
            "date_realisation",
        )
    )
    return tuple(DecisionLue(prise, echeance, realisee) for prise, echeance, realisee in lues)


def _lire_conventions(pacte: Pacte) -> dict[str, tuple[ConventionLue, ...]]:
    par_centre: dict[str, list[ConventionLue]] = defaultdict(list)
    lues = Convention.objects.filter(pacte=pacte).order_by("pk")
    for centre, *champs in lues.values_list(
        "centre__code",
        "reference",
        "premier_exercice",
        "dernier_exercice",
        "date_signature_ville",
        "date_signature_centre",
        "date_resiliation",
        "date_notification_resiliation",
        "pk",
    ):
        par_centre[centre].append(ConventionLue(*champs))
    return {code: tuple(conventions) for code, conventions in par_centre.items()}


def _lire_annees(pacte: Pacte) -> dict[tuple[str, int], AnneeCentre]:
    """The votes and the advance of each centre and exercise, in three queries."""
    votes: dict[tuple[str, int], list[Vote]] = defaultdict(list)
    attributions = avec_reversements(Attribution.objects.filter(pacte=pacte))
    attributions = attributions.select_related("centre")
    attributions = attributions.only(
        "centre__code",
        "exercice",
        "libelle",
        "date_vote",
        "montant",
        "compte_base_avance",
        "comprend_avance",
    )
    for attribution in attributions.order_by("date_vote", "pk"):
        votes[attribution.centre.code, attribution.exercice].extend(lire_votes(attribution))
    payees = {
        (code, exercice): AvancePayee(le, montant)
        for code, exercice, le, montant in Versement.objects.filter(
            pacte=pacte, genre=GenreVersement.AVANCE
        )
        .order_by("date_paiement")
        .values_list("centre__code", "exercice", "date_paiement", "montant")
    }
    avances = {
        (avance.centre.code, avance.exercice): avance
        for avance in Avance.objects.filter(pacte=pacte)
        .select_related("centre", "demandee_par")
        .only(
            "centre__code",
            "exercice",
            "date_demande",
            "decision_tardive",
            "date_decision",
            "date_credits_ouverts",
            "date_deliberation",
            "date_executoire",
            "demandee_par__organisation",
            "demandee_par__qualite",
        )
        .order_by("pk")
    }
    return {
        cle: AnneeCentre(
            votes=tuple(votes[cle]),
            demande=_lire_demande(avances.get(cle)),
            faits=_lire_faits(avances.get(cle), payees.get(cle)),
            payee=payees.get(cle),
            url=reverse("voir_avance", args=[pacte.code, cle[1], cle[0]]),
        )
        for cle in {*votes, *payees, *avances}
    }


def _lire_demande(avance: Avance | None) -> DemandeAvance | None:
    if avance is None:
        return None
    qui = avance.demandee_par
    return DemandeAvance(
        avance.date_demande,
        qui.organisation_id == avance.centre_id and qui.qualite in HABILITEES,
        avance.decision_tardive,
        avance.date_decision,
    )


def _lire_faits(avance: Avance | None, payee: AvancePayee | None) -> FaitsVille:
    if avance is None:
        return FaitsVille(date_paiement=payee.date_paiement if payee else None)
    return FaitsVille(
        avance.date_credits_ouverts,
        avance.date_deliberation,
        avance.date_executoire,
        payee.date_paiement if payee else None,
    )

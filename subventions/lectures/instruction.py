"""What the examination of a request shows, by reader: one function a page, in constant queries.

`suivi_demande` is what everybody who reads the request sees; `etude_demande` the city's own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from pacte.accord.models import Fonction
from subventions.lectures.etapes import PARTIES, url_etape
from subventions.lectures.pieces import PieceDuDepot, pieces_du_depot
from subventions.lectures.sieges import lire_sieges
from subventions.models import (
    Avis,
    Correction,
    Demande,
    Deport,
    EtatAvis,
    EtatCorrection,
    MessageDemande,
    NoteInstruction,
    ObjetCorrection,
    PieceAttendue,
    PieceDemande,
)
from subventions.permissions import (
    can_corriger,
    can_ecrire_message,
    can_lire_avis,
    can_lire_instruction,
    is_au_centre,
)

AUTEUR = ("personne", "organisation")


@dataclass(frozen=True, slots=True)
class CorrectionLue:
    """A correction as a page shows it; `url_partie` leads the centre to the part it opens."""

    correction: Correction
    document: str
    is_en_retard: bool
    url_partie: str

    @property
    def is_attendue(self) -> bool:
        return self.correction.etat_enum == EtatCorrection.ATTENDUE

    @property
    def is_repondue(self) -> bool:
        return self.correction.etat_enum == EtatCorrection.REPONDUE

    @property
    def titre(self) -> str:
        """What it is about, in words."""
        return self.document or self.correction.get_objet_display()


@dataclass(frozen=True, slots=True)
class SuiviDemande:
    """The examination as its readers share it: the centre, the city, the elected members."""

    corrections: Sequence[CorrectionLue]
    messages: Sequence[MessageDemande]
    deports: Sequence[Deport]
    a_proposer: Sequence[Fonction]
    avis: Sequence[Avis]
    is_au_centre: bool
    lit_instruction: bool
    can_ecrire: bool

    @property
    def attendues(self) -> list[CorrectionLue]:
        """The corrections that wait for the centre."""
        return [lue for lue in self.corrections if lue.is_attendue]

    @property
    def corrections_ici(self) -> list[CorrectionLue]:
        """Those that this reader may make, shown with what is expected of her."""
        return [lue for lue in self.corrections if lue.url_partie]

    @property
    def corrections_ailleurs(self) -> list[CorrectionLue]:
        """The others, shown with the examination."""
        return [lue for lue in self.corrections if not lue.url_partie]

    @property
    def repondues(self) -> list[CorrectionLue]:
        """The corrections that the city has to check."""
        return [lue for lue in self.corrections if lue.is_repondue]


def lire_corrections(fonction: Fonction, demande: Demande, le: date) -> list[CorrectionLue]:
    """The corrections of a request with their documents, the awaited ones first: one query."""
    corrections = (
        avec_document(demande.corrections.order_by())
        .select_related(
            *(
                f"{qui}__{quoi}"
                for qui in ("demandee_par", "reponse_par", "levee_par")
                for quoi in AUTEUR
            )
        )
        .order_by(F("date_levee").asc(nulls_first=True), "echeance", "pk")
    )
    return [
        CorrectionLue(
            correction,
            correction.document_lu,
            correction.etat_enum == EtatCorrection.ATTENDUE and correction.echeance < le,
            url_partie(fonction, demande, correction, le),
        )
        for correction in corrections
    ]


def url_partie(fonction: Fonction, demande: Demande, correction: Correction, le: date) -> str:
    """The step that the correction opens to this reader; "" for who may not write it."""
    if correction.etat_enum != EtatCorrection.ATTENDUE or not fonction.is_centre:
        return ""
    # The corrections are read already: asking again for each would be a query a line.
    if not can_corriger(fonction, demande, correction.objet, le, ouvertes=[correction]):
        return ""
    etape = next(code for code, parties in PARTIES.items() if correction.objet in parties)
    return url_etape(demande, etape)


def avec_document(corrections: QuerySet[Correction]) -> QuerySet[Correction]:
    """Read with each correction the name of the document that it asks for, in its own query."""
    attendue = PieceAttendue.objects.annotate(
        champ_lu=Concat(Value("attendue:"), Cast("pk", CharField()))
    ).filter(champ_lu=OuterRef("champ"), campagne__pacte=OuterRef("demande__pacte"))
    jointe = PieceDemande.objects.annotate(
        champ_lu=Concat(Value("piece:"), Cast("pk", CharField()))
    ).filter(champ_lu=OuterRef("champ"), demande=OuterRef("demande"))
    return corrections.annotate(
        document_lu=Case(
            When(
                ~Q(champ=""),
                objet=ObjetCorrection.PIECE,
                then=Coalesce(
                    Subquery(attendue.order_by().values("libelle")[:1]),
                    Subquery(jointe.order_by().values("libelle")[:1]),
                    Value("une pièce"),
                ),
            ),
            default=Value(""),
            output_field=CharField(),
        )
    )


def nom_du_document(correction: Correction) -> str:
    """The name of the document that one correction asks for, "" for another part; one query."""
    lue = avec_document(Correction.objects.filter(pk=correction.pk)).get()
    return str(lue.document_lu)


def suivi_demande(fonction: Fonction, demande: Demande, le: date) -> SuiviDemande:
    """What the request page says of its examination; nothing before the deposit.

    Whoever reads the instruction finds the opinions there. Five queries at most.
    """
    if demande.date_depot is None:
        return SuiviDemande((), (), (), (), (), False, False, False)
    # Read first: it also says where who reads sits, which rights ask below.
    sieges = _sieges(fonction, demande, le)
    deports = lire_deports(demande)
    lit_instruction = bool(can_lire_instruction(fonction, demande, le))
    lit_avis = not lit_instruction and can_lire_avis(fonction, demande, le)
    return SuiviDemande(
        corrections=lire_corrections(fonction, demande, le),
        messages=list(
            demande.messages.select_related(
                "auteur__personne", "auteur__organisation", "fichier"
            ).order_by("ecrit_le", "pk")
        ),
        deports=deports,
        a_proposer=_a_proposer(sieges, deports),
        avis=avis_rendus(demande) if lit_avis else (),
        is_au_centre=is_au_centre(fonction, demande, le),
        lit_instruction=lit_instruction,
        can_ecrire=bool(can_ecrire_message(fonction, demande, le)),
    )


def lire_deports(demande: Demande) -> list[Deport]:
    """The déports recorded on a request."""
    return list(demande.deports.select_related("personne").order_by("date_deport", "pk"))


def _sieges(fonction: Fonction, demande: Demande, le: date) -> list[Fonction]:
    """People of both sides: for the AVS service alone."""
    if not fonction.is_avs:
        return []
    return lire_sieges(fonction, demande.pacte.ville, demande.centre_id, le)


def _a_proposer(sieges: Sequence[Fonction], deports: Sequence[Deport]) -> list[Fonction]:
    """People of both sides whose déport is not recorded."""
    faits = {deport.personne_id for deport in deports}
    return [siege for siege in sieges if siege.personne_id not in faits]


def avis_rendus(demande: Demande) -> list[Avis]:
    """The opinions given on a request."""
    return [avis for avis in avis_demandes(demande) if avis.etat_enum == EtatAvis.RENDU]


def avis_demandes(demande: Demande) -> list[Avis]:
    """The opinions asked on a request, by organisation; the withdrawn ones last."""
    return list(
        demande.avis.select_related("organisation", "demande_par__personne").order_by(
            "-date_annulation", "organisation__nom", "pk"
        )
    )


@dataclass(frozen=True, slots=True)
class EtudeDemande:
    """The city's page: what is expected of the centre, what others think, what one notes."""

    corrections: Sequence[CorrectionLue]
    pieces: Sequence[PieceDuDepot]
    notes: Sequence[NoteInstruction]
    avis: Sequence[Avis]
    deports: Sequence[Deport]
    a_proposer: Sequence[Fonction]

    @property
    def avis_attendus(self) -> list[Avis]:
        return [avis for avis in self.avis if avis.etat_enum == EtatAvis.ATTENDU]


def etude_demande(fonction: Fonction, demande: Demande, le: date) -> EtudeDemande:
    """The city's instruction of a request, for who may read it."""
    deports = lire_deports(demande)
    return EtudeDemande(
        corrections=lire_corrections(fonction, demande, le),
        pieces=pieces_du_depot(demande),
        notes=list(
            demande.notes.select_related("auteur__personne", "auteur__organisation").order_by(
                "-ecrite_le", "-pk"
            )
        ),
        avis=avis_demandes(demande),
        deports=deports,
        a_proposer=_a_proposer(_sieges(fonction, demande, le), deports),
    )

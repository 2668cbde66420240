"""What definitive minutes hold, in one canonical writing, and the check that it has not changed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Prefetch, Q
from django.db.models.functions import Cast

from gouvernance.models import (
    AccordCompteRendu,
    CompteRendu,
    Decision,
    EtatCompteRendu,
    GenreReleve,
    Participation,
    Passage,
    PointOrdreDuJour,
    Remarque,
)
from pacte.documents.scelles import Alteration, empreinte_contenu, verifier_fichier
from pacte.journal.models import Entree, Resultat

# Minutes that are definitive, or that keep a trace of it.
FIGE = Q(etat=EtatCompteRendu.DEFINITIF) | ~Q(empreinte_contenu="") | Q(document__isnull=False)


def contenu(compte_rendu: CompteRendu) -> dict[str, Any]:
    """Return the rows that the minutes are made of, as plain data.

    Names of people and bodies are left out (they live elsewhere and may be corrected), and so is
    the follow-up of decisions, which goes on afterwards.
    """
    reunion = compte_rendu.reunion
    return _circulation(compte_rendu) | {
        "compte_rendu": {
            "id": compte_rendu.pk,
            "pacte": compte_rendu.pacte_id,
            "mode": compte_rendu.mode,
            "fichier": compte_rendu.fichier.sha256 if compte_rendu.fichier else "",
            "conclusion": compte_rendu.conclusion,
            **({"conclusion_mise_en_forme": True} if compte_rendu.conclusion_mise_en_forme else {}),
            "date_soumission": _iso(compte_rendu.date_soumission),
            "soumis_par": compte_rendu.soumis_par_id,
            "date_definitive": _iso(compte_rendu.date_definitive),
            "rendu_definitif_par": compte_rendu.rendu_definitif_par_id,
        },
        "reunion": {
            "id": reunion.pk,
            "pacte": reunion.pacte_id,
            "instance": reunion.instance_id,
            "centre": reunion.centre_id,
            "theme": reunion.theme_id,
            "etat": reunion.etat,
            "date_reunion": _iso(reunion.date_reunion),
            "debut": reunion.debut.timestamp() if reunion.debut else None,
            "duree_minutes": reunion.duree_minutes,
            "lieu": reunion.lieu,
            "visioconference": reunion.visioconference,
            "message": reunion.message,
            "organisateur": reunion.organisateur_id,
            "ouverte_par": reunion.ouverte_par_id,
            "date_invitation": _iso(reunion.date_invitation),
        },
        "points": [
            # Taking an item up at a later meeting changes nothing of what this one said.
            [p.pk, p.ordre, p.titre, p.duree_minutes, p.genre, p.rapporteur, p.objectif]
            for p in sorted(reunion.points.all(), key=lambda point: point.pk)
        ],
        "passages": [
            _precisee([p.pk, p.point_id, p.texte], mise_en_forme=p.mise_en_forme or None)
            for p in sorted(compte_rendu.passages.all(), key=lambda passage: passage.pk)
        ],
        "participations": [
            _precisee(
                [p.pk, p.fonction_id, p.categorie_id, p.presence, p.represente_par],
                arrivee=_iso(p.arrivee),
                depart=_iso(p.depart),
            )
            for p in sorted(reunion.participations.all(), key=lambda ligne: ligne.pk)
        ],
        "decisions": [
            _ligne_du_releve(ligne)
            for ligne in sorted(reunion.decisions.all(), key=lambda decision: decision.pk)
            # An action drawn from the minutes afterwards is no part of them.
            if ligne.date_ajout is None
        ],
    }


def _circulation(compte_rendu: CompteRendu) -> dict[str, Any]:
    """How the draft went round and was approved; nothing for minutes sealed before this was kept."""
    if not compte_rendu.approbation:
        return {}
    return {
        "circulation": {
            "version": compte_rendu.version_projet,
            "date_limite": _iso(compte_rendu.date_limite_remarques),
            "approbation": compte_rendu.approbation,
            "date_approbation": _iso(compte_rendu.date_approbation),
            "approuve_en_reunion": compte_rendu.approuve_en_reunion_id,
            "remarques": [
                [r.pk, r.point_id, r.par_id, _iso(r.date_remarque), r.texte, r.etat, r.reponse]
                for r in sorted(compte_rendu.remarques.all(), key=lambda remarque: remarque.pk)
            ],
            "accords": [
                [a.pk, a.par_id, _iso(a.date_accord), a.version]
                for a in sorted(compte_rendu.accords.all(), key=lambda accord: accord.pk)
            ],
        }
    }


def _precisee(ligne: list[Any], **precisions: Any) -> list[Any]:
    """Return a row with what was added to the portal later, when it says something.

    Minutes sealed before a column existed keep their hash: its default value is not written.
    """
    dites = {nom: valeur for nom, valeur in precisions.items() if valeur is not None}
    return [*ligne, dites] if dites else ligne


def _ligne_du_releve(ligne: Decision) -> list[Any]:
    """One line of the record: what was added to the portal later counts only when it says something.

    Minutes sealed before a column existed keep their hash: its default value is not written.
    """
    contenu: list[Any] = [
        ligne.pk,
        ligne.ordre,
        ligne.point_id,
        ligne.texte,
        ligne.responsable_id,
        _iso(ligne.echeance),
    ]
    precisions = {
        "genre": ligne.genre if ligne.genre != GenreReleve.DECISION else None,
        "date_revue": _iso(ligne.date_revue),
        "issue_de": ligne.issue_de_id,
    }
    dites = {nom: valeur for nom, valeur in precisions.items() if valeur is not None}
    return [*contenu, dites] if dites else contenu


def empreinte(compte_rendu: CompteRendu) -> str:
    """Return the SHA-256 of what the minutes hold."""
    return empreinte_contenu(contenu(compte_rendu))


def _iso(jour: Any) -> str | None:
    return jour.isoformat() if jour is not None else None


def verifier_comptes_rendus() -> Iterator[Alteration]:
    """Yield what changed among definitive minutes, by somebody who went around the triggers.

    Rows that no longer are those that were sealed, a file that was brought and no longer is on the
    disk as it came, minutes taken back from « définitif » or erased.
    """
    definitifs = (
        CompteRendu.objects.filter(FIGE)
        .select_related("reunion__instance", "reunion__centre", "reunion__theme", "fichier")
        .prefetch_related(
            Prefetch("passages", queryset=Passage.objects.order_by("pk")),
            Prefetch("remarques", queryset=Remarque.objects.order_by("pk")),
            Prefetch("accords", queryset=AccordCompteRendu.objects.order_by("pk")),
            Prefetch("reunion__points", queryset=PointOrdreDuJour.objects.order_by("pk")),
            Prefetch("reunion__participations", queryset=Participation.objects.order_by("pk")),
            Prefetch("reunion__decisions", queryset=Decision.objects.order_by("pk")),
        )
        .order_by("pk")
    )
    for compte_rendu in definitifs.iterator(chunk_size=200):
        objet = f"compte rendu {compte_rendu.pk} « {compte_rendu.reunion.titre} »"
        if not compte_rendu.is_definitif:
            yield Alteration(objet, "il était définitif et ne l'est plus")
        elif empreinte(compte_rendu) != compte_rendu.empreinte_contenu:
            yield Alteration(objet, "le contenu a été modifié depuis la version définitive")
        if compte_rendu.fichier is not None:
            yield from verifier_fichier(compte_rendu.fichier, objet)
    yield from _disparus()


def _disparus() -> Iterator[Alteration]:
    """Minutes that the journal calls definitive, and of which nothing definitive is left."""
    actes = Entree.objects.filter(
        action="rendre_definitif", objet_type="reunion", resultat=Resultat.ACCOMPLI
    )
    connus = CompteRendu.objects.filter(FIGE).annotate(cle=Cast("reunion", CharField()))
    for acte in actes.exclude(objet_id__in=connus.values("cle")).order_by("pk"):
        objet = f"compte rendu de la réunion {acte.objet_id} « {acte.objet_libelle} »"
        yield Alteration(objet, "le journal le dit définitif, et il ne l'est plus")

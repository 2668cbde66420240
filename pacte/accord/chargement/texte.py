"""Attaching the act's full text to its pact: the paragraphs as cut, placed or not."""

from pacte.accord import texte_acte
from pacte.accord.chargement.bilan import Bilan
from pacte.accord.chargement.lecture import FichierInvalide
from pacte.accord.models import Pacte, ParagrapheActe


def joindre_texte(pacte: Pacte, nom: str, texte: str, bilan: Bilan) -> None:
    """Replace the pact's paragraphs by those of the text; write nothing when they are the same.

    Raises FichierInvalide when the text holds no article heading at all: it is another file.
    """
    articles = {article.numero: article for article in pacte.articles.order_by("numero")}
    coupe = texte_acte.couper(texte, articles)
    if all(paragraphe.article is None for paragraphe in coupe.paragraphes):
        raise FichierInvalide(
            [
                f"{nom} : aucun titre d'article reconnu. Attendu, seul sur sa ligne : "
                "« PRÉAMBULE » ou « Article 1 : … »."
            ]
        )
    voulus = [
        ParagrapheActe(
            pacte=pacte,
            article=articles.get(paragraphe.article),
            ordre=rang,
            ligne=paragraphe.ligne,
            texte=paragraphe.texte,
        )
        for rang, paragraphe in enumerate(coupe.paragraphes, start=1)
    ]
    compte = bilan.compte(str(ParagrapheActe._meta.verbose_name_plural))
    presents = list(pacte.paragraphes.order_by("ordre"))
    if [_empreinte(p) for p in presents] == [_empreinte(p) for p in voulus]:
        compte.inchanges += len(voulus)
    else:
        pacte.paragraphes.filter(pk__in=[p.pk for p in presents]).delete()
        ParagrapheActe.objects.bulk_create(voulus)
        compte.retraits += len(presents)
        compte.ajouts += len(voulus)
    bilan.texte += _dire(coupe)


def _empreinte(paragraphe: ParagrapheActe) -> tuple[int, int, str, int | None]:
    return paragraphe.ordre, paragraphe.ligne, paragraphe.texte, paragraphe.article_id


def _dire(coupe: texte_acte.Coupe) -> list[str]:
    lignes = [
        f"  ligne {p.ligne} ({p.motif}) : {p.texte.splitlines()[0].strip()[:70]}"
        for p in coupe.non_places
    ]
    if lignes:
        lignes.insert(0, f"{len(lignes)} paragraphes gardés sans article :")
    if coupe.remarques:
        lignes += ["À relire dans le texte :", *(f"  {remarque}" for remarque in coupe.remarques)]
    return lignes

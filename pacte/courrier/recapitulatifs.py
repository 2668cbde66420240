"""The digest: one mail a day, or a week, for all that informs somebody without asking anything."""

import hashlib
from datetime import date

from django.db import transaction
from django.db.models.functions import Lower

from pacte.courrier.gabarits import Element, composer
from pacte.courrier.models import Courriel, EtatCourriel, Nature, PreferenceCourriel, Rythme
from pacte.courrier.operations import mettre_en_file
from pacte.courrier.periodique import une_seule_fois
from pacte.courrier.preferences import renoncer
from pacte.socle.dates import ecrire_jour

NOMBRE_MAXIMAL = 50


def envoyer_recapitulatifs(rythme: Rythme, le: date) -> int:
    """Send its digest of day `le` to each address of this rhythm that something waits for.

    Returns how many. Run twice, in parallel or after days of stop, each piece of news leaves once,
    and an address gets one digest a day at most.
    """
    return sum(envoyer_recapitulatif(adresse, rythme, le) for adresse in _adresses(rythme))


def _adresses(rythme: Rythme) -> list[str]:
    """The addresses that something waits for, and that have this rhythm (daily unless chosen)."""
    attendues = set(
        Courriel.objects.filter(etat=EtatCourriel.A_REGROUPER)
        .order_by()
        .values_list(Lower("destinataire"), flat=True)
        .distinct()
    )
    choix = dict(
        PreferenceCourriel.objects.filter(adresse__in=attendues).values_list("adresse", "rythme")
    )
    # Written while its reader was choosing « jamais »: nobody waits for it.
    for adresse in attendues:
        if choix.get(adresse) == Rythme.JAMAIS:
            renoncer(adresse)
    return sorted(a for a in attendues if choix.get(a, Rythme.QUOTIDIEN) == rythme)


def envoyer_recapitulatif(adresse: str, rythme: Rythme, le: date) -> bool:
    """Send what waits for one address as one mail, in one transaction; False when nothing does."""
    with transaction.atomic():
        nouvelles = list(
            Courriel.objects.select_for_update(of=("self",))
            .filter(etat=EtatCourriel.A_REGROUPER, destinataire__iexact=adresse)
            .order_by("cree_le", "pk")
        )
        # The key is a hash: an append-only table keeps nobody's address for ever.
        empreinte = hashlib.sha256(adresse.encode()).hexdigest()
        if not nouvelles or not une_seule_fois(f"récapitulatif {empreinte}", le):
            return False
        recapitulatif = _composer(nouvelles, rythme, le)
        Courriel.objects.filter(pk__in=[nouvelle.pk for nouvelle in nouvelles]).update(
            etat=EtatCourriel.REGROUPE, regroupe_dans=recapitulatif
        )
    return True


def _composer(nouvelles: list[Courriel], rythme: Rythme, le: date) -> Courriel:
    # The same news told twice is read once.
    elements = list(dict.fromkeys(Element(n.resume, n.lien) for n in nouvelles))
    nombre = len(elements)
    texte, html = composer(
        "courrier/courriels/recapitulatif",
        {
            "nombre": nombre,
            "rythme": rythme,
            "elements": elements[:NOMBRE_MAXIMAL],
            "autres": max(0, nombre - NOMBRE_MAXIMAL),
            "bouton_libelle": "Ouvrir le portail",
            "bouton_url": "/",
        },
    )
    codes = {nouvelle.pacte_code for nouvelle in nouvelles}
    return mettre_en_file(
        destinataire=nouvelles[-1].destinataire,
        nom=nouvelles[-1].nom_destinataire,
        objet=f"Portail du pacte, {ecrire_jour(le)} : {nombre} nouvelle{'s' if nombre > 1 else ''} à lire",
        texte=texte,
        html=html,
        nature=Nature.RECAPITULATIF,
        pacte_code=codes.pop() if len(codes) == 1 else "",
    )

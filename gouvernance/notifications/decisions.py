"""The mails about actions: what blocks, what was handed over, what comes due, what is late."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from gouvernance.models import Decision
from gouvernance.notifications.commun import objet
from pacte.accord.models import Fonction, Pacte, Personne
from pacte.accord.models.personnes import QUALITES_AVS
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Courriel
from pacte.courrier.operations import mettre_en_file
from pacte.socle.dates import ecrire_jour


def adresse(decision: Decision) -> str:
    return reverse("voir_decision", args=[decision.pacte.code, decision.pk])


def service_avs(pacte: Pacte, le: date) -> list[Personne]:
    """Who runs the pact for the city today and can be written to, once each."""
    fonctions = (
        Fonction.objects.en_cours(le)
        .filter(organisation=pacte.ville_id, qualite__in=QUALITES_AVS)
        .exclude(personne__courriel="")
        .select_related("personne")
        .order_by("pk")
    )
    return list({fonction.personne_id: fonction.personne for fonction in fonctions}.values())


def signaler_blocage(decision: Decision, *, par: Fonction) -> int:
    """Tell the AVS service what blocks, but whoever said it; return how many mails."""
    le = decision.date_blocage
    if le is None:
        raise ValueError("Rien ne bloque.")
    a_prevenir = [p for p in service_avs(decision.pacte, le) if p.pk != par.personne_id]
    for personne in a_prevenir:
        _ecrire(
            personne,
            decision,
            "gouvernance/courriels/blocage.txt",
            action="une action est bloquée",
            bouton="Voir ce qui bloque",
            par=par,
        )
    return len(a_prevenir)


def annoncer_relais(decision: Decision, *, par: Fonction, motif: str) -> None:
    """Tell whoever takes an action over, unless she said it herself."""
    porteur = decision.porteur
    if porteur is None or porteur.personne_id == par.personne_id or not porteur.personne.courriel:
        return
    _ecrire(
        porteur.personne,
        decision,
        "gouvernance/courriels/relais.txt",
        action="une action vous est confiée",
        bouton="Voir l’action",
        par=par,
        motif=motif,
    )


def annoncer_action(decision: Decision, *, par: Fonction) -> None:
    """Tell the person in charge of an action drawn from definitive minutes."""
    porteur = decision.porteur
    if porteur is None or porteur.personne_id == par.personne_id or not porteur.personne.courriel:
        return
    _ecrire(
        porteur.personne,
        decision,
        "gouvernance/courriels/action_ajoutee.txt",
        action="une action vous revient",
        bouton="Voir l’action",
        par=par,
    )


def _ecrire(
    personne: Personne,
    decision: Decision,
    gabarit: str,
    *,
    action: str,
    bouton: str,
    **mots: object,
) -> Courriel:
    contexte = {
        "decision": decision,
        "reunion": decision.reunion,
        "bouton_libelle": bouton,
        "bouton_url": adresse(decision),
        "motif": "",
        **mots,
    }
    texte, html = composer(gabarit, contexte)
    return mettre_en_file(
        destinataire=personne.courriel,
        nom=str(personne),
        objet=objet(decision.reunion, action),
        texte=texte,
        html=html,
    )


def rappeler(personne: Personne, decisions: Sequence[Decision], le: date) -> Courriel:
    """Remind one person of all that comes due or is late on day `le`, in one mail."""
    premiere = decisions[0]
    nombre = len(decisions)
    en_retard = [d for d in decisions if d.terme is not None and d.terme < le]
    texte, html = composer(
        "gouvernance/courriels/rappel_actions.txt",
        {
            "nombre": nombre,
            "en_retard": en_retard,
            "a_venir": [d for d in decisions if d not in en_retard],
            "bouton_libelle": "Voir l’action" if nombre == 1 else "Voir mes actions",
            "bouton_url": adresse(premiere) if nombre == 1 else reverse("mes_actions"),
        },
    )
    if nombre == 1:
        quoi = "action en retard" if en_retard else "action bientôt due"
        sujet = objet(premiere.reunion, quoi)
    else:
        sujet = f"Vos actions, {ecrire_jour(le)} : {nombre} à suivre"
    return mettre_en_file(
        destinataire=personne.courriel, nom=str(personne), objet=sujet, texte=texte, html=html
    )

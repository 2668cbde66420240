"""The mails of the agenda: an item proposed, taken or set aside, documents added."""

from collections.abc import Sequence

from django.urls import reverse

from gouvernance.models import EtatProposition, PieceReunion, PropositionPoint, Reunion
from gouvernance.notifications.commun import adresse_de, objet
from pacte.courrier.gabarits import composer
from pacte.courrier.models import Nature
from pacte.courrier.operations import mettre_en_file


def prevenir_organisateur(proposition: PropositionPoint) -> bool:
    """Tell whoever opened the meeting, or its organiser, that an item is proposed; False: no address."""
    reunion = proposition.reunion
    ouverte_par = reunion.ouverte_par
    if ouverte_par is not None and ouverte_par.personne.courriel:
        adresse, nom = ouverte_par.personne.courriel, str(ouverte_par.personne)
    else:
        adresse, nom = reunion.organisateur.courriel, reunion.organisateur.nom
    if not adresse:
        return False
    texte, html = composer(
        "gouvernance/courriels/proposition.txt",
        {
            "proposition": proposition,
            "reunion": reunion,
            "bouton_libelle": "Examiner la proposition",
            "bouton_url": reverse(
                "examiner_proposition", args=[reunion.pacte.code, reunion.pk, proposition.pk]
            ),
        },
    )
    mettre_en_file(
        destinataire=adresse,
        nom=nom,
        objet=objet(reunion, "un point est proposé"),
        texte=texte,
        html=html,
    )
    return True


def repondre_a_l_auteur(proposition: PropositionPoint) -> bool:
    """Tell the author what became of her proposal; False when she has no e-mail."""
    personne = proposition.proposee_par.personne
    if not personne.courriel:
        return False
    reunion = proposition.reunion
    retenue = proposition.etat == EtatProposition.RETENUE
    texte, html = composer(
        "gouvernance/courriels/proposition_examinee.txt",
        {
            "proposition": proposition,
            "reunion": reunion,
            "retenue": retenue,
            "bouton_libelle": "Voir l’ordre du jour",
            "bouton_url": adresse_de(reunion),
        },
    )
    mettre_en_file(
        destinataire=personne.courriel,
        nom=str(personne),
        objet=objet(
            reunion, "votre point est retenu" if retenue else "votre point n'est pas retenu"
        ),
        texte=texte,
        html=html,
        nature=Nature.INFORMATION,
        lien=adresse_de(reunion),
    )
    return True


def annoncer_pieces(reunion: Reunion, pieces: Sequence[PieceReunion]) -> int:
    """Tell everybody invited by mail which documents were added; return how many mails."""
    invitees = reunion.participations.filter(courriel__isnull=False).select_related(
        "fonction__personne"
    )
    personnes = {
        p.fonction.personne_id: p.fonction.personne
        for p in invitees
        if p.fonction.personne.courriel
    }
    for personne in personnes.values():
        texte, html = composer(
            "gouvernance/courriels/documents.txt",
            {
                "reunion": reunion,
                "pieces": pieces,
                "bouton_libelle": "Lire les documents",
                "bouton_url": f"{adresse_de(reunion)}#documents",
            },
        )
        mettre_en_file(
            destinataire=personne.courriel,
            nom=str(personne),
            objet=objet(reunion, "documents à lire"),
            texte=texte,
            html=html,
            nature=Nature.INFORMATION,
            lien=f"{adresse_de(reunion)}#documents",
        )
    return len(personnes)

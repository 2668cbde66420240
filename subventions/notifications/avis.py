"""The mails about opinions: asked by a personal link, reminded, withdrawn, given."""

from django.urls import reverse

from pacte.courrier.gabarits import composer
from pacte.courrier.models import Nature
from pacte.courrier.operations import mettre_en_file
from pacte.socle.francais import contracter_de
from subventions.acces_avis import creer_lien
from subventions.models import Avis
from subventions.notifications.corrections import qui_instruit
from subventions.notifications.envoi import envoyer


def _objet(avis: Avis, quoi: str) -> str:
    demande = avis.demande
    return f"Subvention {demande.exercice}, {demande.centre} : {quoi}"


def _ecrire_avec_lien(avis: Avis, quoi: str, *, rappel: bool) -> None:
    """A mail that carries a personal link: it leaves at once, its text is erased afterwards."""
    url = reverse("rendre_avis_par_lien", args=[creer_lien(avis, avis.courriel)])
    texte, html = composer(
        "subventions/courriels/avis_demande.txt",
        {
            "avis": avis,
            "demande": avis.demande,
            "rappel": rappel,
            "du_centre": contracter_de(avis.demande.centre),
            "bouton_libelle": "Donner notre avis",
            "bouton_url": url,
        },
    )
    mettre_en_file(
        destinataire=avis.courriel,
        nom=avis.organisation.nom,
        objet=_objet(avis, quoi),
        texte=texte,
        html=html,
        confidentiel=True,
        pacte_code=avis.demande.pacte.code,
    )


def demander(avis: Avis) -> None:
    """Ask an organisation for its opinion."""
    _ecrire_avec_lien(avis, "votre avis est demandé", rappel=False)


def relancer(avis: Avis) -> None:
    """Remind an organisation that has not answered, with a fresh link."""
    _ecrire_avec_lien(avis, "votre avis est attendu", rappel=True)


def annuler(avis: Avis) -> None:
    """Tell an organisation that its opinion is no longer asked."""
    if not avis.courriel:
        return
    envoyer(
        [(avis.courriel, avis.organisation.nom)],
        _objet(avis, "votre avis n’est plus demandé"),
        "avis_annule",
        {"avis": avis, "demande": avis.demande},
        "Ouvrir le portail",
        reverse("accueil"),
        nature=Nature.INFORMATION,
    )


def annoncer_rendu(avis: Avis, *, premier: bool) -> None:
    """Tell who examines the request that an opinion is given, or changed."""
    demande = avis.demande
    quoi = "avis rendu" if premier else "avis modifié"
    envoyer(
        qui_instruit(demande, avis.demande_par),
        _objet(avis, f"{quoi} par {avis.organisation}"),
        "avis_rendu",
        {"avis": avis, "demande": demande, "premier": premier},
        "Lire l’avis",
        reverse("instruire_demande", args=[demande.pacte.code, demande.pk]),
        nature=Nature.INFORMATION,
    )

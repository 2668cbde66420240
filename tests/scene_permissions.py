"""What the permission matrix plays on: one of each thing, three times.

« ici »: the function's own pact, centre A. « voisin »: the same pact, centre B. « ailleurs »: a pact
where the function takes no part.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.utils import timezone

from gouvernance import operations as reunions
from gouvernance.models import PointRecurrent, Reunion
from gouvernance.operations import abonnements
from pacte.accord import operations as accord
from pacte.accord.models import Fonction, Organisation, Qualite
from pacte.courrier.models import Courriel, EtatCourriel
from pacte.courrier.operations import mettre_en_file
from pacte.documents.models import DocumentScelle, Fichier, GenreDocument
from pacte.documents.scelles import sceller
from pacte.documents.televersements import (
    FichierAConfirmer,
    enregistrer_fichier,
    mettre_en_attente,
)
from subventions.models import (
    Attribution,
    Campagne,
    Demande,
    EtatDemande,
    NaturePiece,
    PieceAttendue,
    PieceCentre,
    PieceDemande,
)
from subventions.retours.code import nouveau_code
from subventions.retours.lecture import Lecture
from tests import factories_decisions as fd
from tests import factories_donnees as fdo
from tests import factories_gouvernance as fg
from tests import factories_initiative as fi
from tests import factories_pieces as fp
from tests import factories_sondages as fsd
from tests import factories_subventions as fs
from tests import factories_versements as fv
from tests.factories_accord import compte, equipe, fonction, personne, un_pacte
from tests.scene_bilans import bilans
from tests.scene_etude import etude

# One letter per quality, so that a line of the table reads at a glance.
LETTRES = {
    "V": Qualite.AGENT_AVS,
    "H": Qualite.CHEF_SERVICE,
    "S": Qualite.AGENT_SERVICE,
    "E": Qualite.ELU,
    "D": Qualite.DIRECTION,
    "P": Qualite.PROFESSIONNEL,
    "M": Qualite.MEMBRE_CA,
    "R": Qualite.PRESIDENCE,
    "T": Qualite.TRESORERIE,
    "C": Qualite.CONSEIL_CAF,
    "F": Qualite.FEDERATION,
    "N": Qualite.FINANCEUR,
}
VILLE_PRETE = {
    "date_credits_ouverts": date(2025, 12, 10),
    "numero_deliberation": "DCM-2025-190",
    "date_deliberation": date(2025, 12, 14),
    "date_executoire": date(2025, 12, 16),
}
ICI, VOISIN, AILLEURS = "ici", "voisin", "ailleurs"


@dataclass
class Scene:
    """The clients of each quality, and the arguments of each thing in each place."""

    clients: dict[str, Client] = field(default_factory=dict)
    lieux: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    dossier: Path = Path()
    empreinte: str = ""


def dresser() -> Scene:
    """Build everything. Needs a database, and a folder for the files."""
    ici, ailleurs = un_pacte("ici"), un_pacte("la-bas")
    ici.equipe, ailleurs.equipe = equipe(ici), equipe(ailleurs)
    scene = Scene()
    scene.lieux[ICI] = _objets(ici, ici.a)
    scene.lieux[VOISIN] = _objets(ici, ici.b)
    scene.lieux[AILLEURS] = _objets(ailleurs, ailleurs.a)
    for lettre, qualite in LETTRES.items():
        client = Client()
        client.force_login(compte(ici.equipe[qualite]))
        scene.clients[lettre] = client
    return scene


def _objets(p: SimpleNamespace, centre: Organisation) -> dict[str, dict[str, Any]]:
    code = {"code": p.pacte.code}
    direction = p.equipe[Qualite.DIRECTION] if centre == p.a else fonction("direction", centre)
    objets: dict[str, dict[str, Any]] = {
        "pacte": code,
        "rien": {},
        "exercice": code | {"exercice": fs.AVANCE_DE},
        "centre": code | {"centre": centre.code},
        "export_demandes": code | {"extension": "csv"},
        "identite": code | {"organisation": centre.code},
        "export_avances": code | {"exercice": fs.AVANCE_DE, "extension": "csv"},
    }
    objets |= {cle: code | args for cle, args in _personnes(p, centre).items()}
    objets |= {cle: code | args for cle, args in _reunions(p, centre).items()}
    objets["mon_action"] = {"pk": objets["decision"]["pk"]}
    objets |= {cle: code | args for cle, args in _initiative(p, centre, direction).items()}
    objets |= {cle: code | args for cle, args in _demandes(p, centre, direction).items()}
    if centre == p.a:
        objets["import"] = code | {"pk": fdo.un_import(p, fdo.PASSE).pk}
    # Somebody's own calendar: the AVS agent's, or the next centre's director's.
    abonnee = p.equipe[Qualite.AGENT_AVS] if centre == p.a else direction
    compte(abonnee)
    abonnements.creer(par=abonnee)
    objets["abonnement"] = {"pk": abonnee.personne.abonnements.get().pk}
    return objets


def _personnes(p: SimpleNamespace, centre: Organisation) -> dict[str, dict[str, Any]]:
    """Somebody of the centre, with a function, and a link sent to open her account."""
    qui = fonction(Qualite.PROFESSIONNEL, centre, personne=personne())
    ouverture = accord.ouvrir_acces(
        qui.personne, pacte=p.pacte, par=p.equipe[Qualite.AGENT_AVS], cle=uuid.uuid4()
    )
    avec_compte = fonction(Qualite.PROFESSIONNEL, centre, personne=personne())
    compte(avec_compte)
    return {
        "personne": {"personne": qui.personne_id},
        "personne_avec_compte": {"personne": avec_compte.personne_id},
        "fonction": {"fonction": qui.pk},
        "ouverture": {"ouverture": ouverture.pk},
        "courriel": {"courriel": _courriel_refuse(p).pk},
    }


def _courriel_refuse(p: SimpleNamespace) -> Courriel:
    """A mail of the pact that did not leave."""
    courriel = mettre_en_file(
        destinataire="absente@exemple.fr",
        nom="Absente",
        objet="Réunion",
        texte="Répondez.",
        pacte_code=p.pacte.code,
    )
    courriel.etat = EtatCourriel.REFUSE
    courriel.save()
    return courriel


def _reunions(p: SimpleNamespace, centre: Organisation) -> dict[str, dict[str, Any]]:
    """A bilateral meeting in each state, a collective one, a decision done and one to do."""
    par = p.equipe[Qualite.AGENT_AVS]
    faites = {
        etat: fabrique(p, par, centre=centre)
        for etat, fabrique in fg.ETATS.items()
        if etat != "annulee"
    }
    objets = {f"reunion_{etat}": {"pk": reunion.pk} for etat, reunion in faites.items()}
    participation = faites["invitee"].participations.order_by("pk").first()
    objets["lettre"] = {"pk": faites["invitee"].pk, "participation": participation.pk}
    point = faites["tenue"].points.order_by("ordre").first()
    objets["point"] = {"pk": faites["tenue"].pk, "point": point.pk}
    objets |= _ordre_du_jour(p, centre, faites["invitee"])
    sondage = fsd.un_sondage(p, par, reunion=fg.un_brouillon(p, par, centre=centre))
    objets["sondage"] = {"pk": sondage.reunion_id}
    objets["creneau"] = {"pk": sondage.reunion_id, "creneau": sondage.creneaux.all()[0].pk}
    objets["envoi_sondage"] = {
        "pk": sondage.reunion_id,
        "envoi": sondage.envois.order_by("pk")[0].pk,
    }
    collective = fg.une_definitive(p, par, instance="comite-pilotage")
    objets["reunion_collective"] = {"pk": collective.pk}
    apportee = fg.une_tenue(p, par, centre=centre)
    reunions.apporter(apportee, par=par, apport=fg.un_apport())
    objets["reunion_apportee"] = {"pk": apportee.pk}
    objets |= _circulation(p, centre, faites["projet"], faites["definitif"])
    a_faire = faites["definitif"].decisions.order_by("pk").first()
    objets["decision"] = {"pk": a_faire.pk}
    point = faites["definitif"].points.order_by("ordre").first()
    objets["point_a_suivre"] = {"pk": faites["definitif"].pk, "point": point.pk}
    sujet = reunions.suivre_un_sujet(point, par=par, titre="Un sujet suivi")
    objets["sujet"] = {"pk": sujet.pk}
    faite = faites["projet"].decisions.order_by("pk").first()
    reunions.realiser(faite, par=par, le=timezone.localdate(), suite="Fait.")
    objets["decision_faite"] = {"pk": faite.pk}
    return objets


def _ordre_du_jour(
    p: SimpleNamespace, centre: Organisation, reunion: Reunion
) -> dict[str, dict[str, Any]]:
    """An item proposed, a document attached, an item that comes back at the centre's meetings."""
    proposition = fg.une_proposition(reunion, p.equipe[Qualite.ELU])
    piece = fg.une_piece(reunion, p.equipe[Qualite.AGENT_AVS])
    recurrent = PointRecurrent.objects.create(
        pacte=p.pacte,
        instance=reunion.instance,
        centre=centre,
        titre="Vie du centre",
        date_debut=timezone.localdate(),
    )
    return {
        "proposition": {"pk": reunion.pk, "proposition": proposition.pk},
        "piece_reunion": {"pk": reunion.pk, "piece": piece.pk},
        "recurrent": {"point": recurrent.pk},
    }


def _initiative(
    p: SimpleNamespace, centre: Organisation, direction: Fonction
) -> dict[str, dict[str, Any]]:
    """A request of the CAF to the centre, a question of the centre to the city, a line to come."""
    demande = fi.une_demande(p, p.equipe[Qualite.CONSEIL_CAF], centre=centre)
    question = fi.une_question(p, direction, p.ville, centre=centre)
    ligne = fi.une_ligne(p, p.equipe[Qualite.AGENT_AVS])
    return {
        "demande_reunion": {"pk": demande.pk},
        "question": {"pk": question.pk},
        "ligne_calendrier": {"pk": ligne.pk},
    }


def _circulation(
    p: SimpleNamespace, centre: Organisation, projet: Reunion, definitive: Reunion
) -> dict[str, dict[str, Any]]:
    """A remark of the centre's director on a draft, an addendum to definitive minutes."""
    direction = p.equipe[Qualite.DIRECTION] if centre == p.a else fonction("direction", centre)
    remarque = reunions.remarquer(
        projet, par=direction, cle=uuid.uuid4(), texte="Il manque un mot."
    )
    addendum = reunions.ajouter_addendum(
        definitive,
        par=p.equipe[Qualite.AGENT_AVS],
        cle=uuid.uuid4(),
        motif="Une erreur.",
        texte="Le texte.",
    )
    return {
        "remarque": {"pk": projet.pk, "remarque": remarque.pk},
        "addendum": {"pk": definitive.pk, "numero": addendum.numero},
    }


def _fichier() -> Fichier:
    return enregistrer_fichier(fg.un_pdf(), compte=None)


def _en_attente() -> FichierAConfirmer:
    """A scan that waits for its confirmation."""
    return mettre_en_attente(fg.un_pdf())


def _demandes(
    p: SimpleNamespace, centre: Organisation, direction: Fonction
) -> dict[str, dict[str, Any]]:
    """A request in each state, a convention, an advance."""
    objets = {}
    for etat in (
        EtatDemande.BROUILLON,
        EtatDemande.DEPOSEE,
        EtatDemande.RECUE,
        EtatDemande.PROPOSEE,
        EtatDemande.ACCORDEE,
    ):
        lue = fs.demande(p, centre, etat=etat, par=direction, avec_budget=True)
        objets[f"demande_{etat}"] = {"pk": lue.pk}
    objets["budget_a_exporter"] = objets["demande_brouillon"] | {"extension": "xlsx"}
    vote = fs.attribution(lue)
    objets["vote"] = {"pk": lue.pk, "vote": vote.pk}
    objets |= {
        "echeance_prevue": {"pk": lue.pk, "ligne": fv.prevue(lue, "10000").pk},
        "echeance_mandatee": {"pk": lue.pk, "ligne": fv.mandatee(lue, "5000").pk},
        "financement": {"pk": fv.financement(centre).pk},
    }
    piece = PieceDemande.objects.create(demande=lue, fichier=_fichier(), libelle="Statuts")
    objets["piece"] = {"pk": lue.pk, "piece": piece.pk}
    deposee = Demande.objects.get(pk=objets["demande_deposee"]["pk"])
    deposee.accuse = sceller(
        fg.un_pdf().read(), genre=GenreDocument.ACCUSE_DEPOT, titre="Accusé", nom="accuse.pdf"
    )
    deposee.save()
    objets |= etude(p, objets["demande_recue"]["pk"], direction, _fichier())
    objets |= _saisie(p, centre, direction, objets["demande_brouillon"]["pk"])
    objets |= _campagne_et_dossier(p, centre)
    objets["convention"] = {"pk": fs.convention(p, centre, fichier=_fichier()).pk}
    objets |= _decisions(p, centre, vote, objets["demande_proposee"]["pk"])
    # One late request to decide, one advance ready to be paid, one that may still be asked.
    fs.avance(p, centre, par=direction, exercice=2025, date_demande=date(2025, 1, 10))
    fs.accordee(p, centre, exercice=2025)
    fs.avance(p, centre, par=direction, exercice=2026, **VILLE_PRETE)
    # One paid above its subsidy, with its letter.
    lettre = _scellee(GenreDocument.LETTRE_AVANCE)
    payee = fs.avance(p, centre, par=direction, exercice=2024, lettre=lettre)
    fs.versement_avance(payee, "100.00")
    fs.accordee(p, centre, exercice=2024, montant="40.00")
    objets["avance_trop_percu"] = {"exercice": 2024, "centre": centre.code}
    objets |= bilans(p, centre, _fichier())
    for cle, exercice in (("avance_tardive", 2025), ("avance", 2026), ("avance_a_demander", 2027)):
        objets[cle] = {"exercice": exercice, "centre": centre.code}
    return objets


def _decisions(
    p: SimpleNamespace, centre: Organisation, vote: Attribution, proposee: int
) -> dict[str, dict[str, Any]]:
    """A draft délibération, another one voted, a letter, conventions to write, to sign, to return."""
    p.agent = p.equipe[Qualite.AGENT_AVS]
    projet = fd.projet(p, [Demande.objects.get(pk=proposee)])
    votee = fd.projet(p, [], numero="DCM-2026-060", date_vote=date(2026, 6, 1))
    vote.lettre = _scellee(GenreDocument.LETTRE_ATTRIBUTION)
    vote.save()
    sans_lettre = fs.accordee(p, centre, exercice=2023)
    prete = fd.convention_prete(p, centre, reference=f"prete-{centre.code}")
    faite = fd.convention_prete(
        p,
        centre,
        reference=f"faite-{centre.code}",
        document=_scellee(GenreDocument.CONVENTION),
        code_retour=nouveau_code(),
        nombre_pages=1,
    )
    lecture = Lecture(_en_attente(), p.pacte.pk, (None,)).jeton
    return {
        "projet_deliberation": {"pk": projet.pk},
        "deliberation_votee": {"pk": votee.pk},
        "annee_decidee": {"exercice": 2026},
        "lettres_en_zip": {"exercice": 2026, "extension": "zip"},
        "demande_sans_lettre": {"pk": sans_lettre.pk},
        "demande_avec_lettre": {"pk": vote.demande_id},
        "annee_et_centre": {"exercice": 2026, "centre": centre.code},
        "convention_prete": {"pk": prete.pk},
        "convention_a_signer": {"pk": faite.pk},
        "retour": {"lecture": lecture},
        "page_de_retour": {"lecture": lecture, "rang": 1},
    }


def _scellee(genre: str) -> DocumentScelle:
    contenu = fg.un_pdf(texte=uuid.uuid4().hex).read()
    return sceller(contenu, genre=genre, titre="Document", nom="document.pdf")


def _saisie(
    p: SimpleNamespace, centre: Organisation, direction: Fonction, brouillon: int
) -> dict[str, dict[str, Any]]:
    """A draft being written: a step, its documents, another one that is ready to be read again."""
    campagne = Campagne.objects.filter(pacte=p.pacte, exercice=2026).first() or fs.campagne(p, 2026)
    attendue = PieceAttendue.objects.filter(campagne=campagne, libelle="Statuts").first()
    attendue = attendue or PieceAttendue.objects.create(
        campagne=campagne,
        nature=NaturePiece.STATUTS,
        libelle="Statuts",
        obligatoire=False,
        modele=_fichier(),
    )
    du_dossier = PieceCentre.objects.create(
        centre=centre, nature=NaturePiece.STATUTS, libelle="Statuts", fichier=_fichier()
    )
    jointe = PieceDemande.objects.create(
        demande_id=brouillon, fichier=_fichier(), libelle="Un autre document"
    )
    a_relire = fs.demande(
        p, centre, par=direction, date_relecture=date(2026, 6, 10), relecture_par=direction
    )
    return {
        "etape_brouillon": {"pk": brouillon, "etape": "association"},
        "piece_a_reprendre": {"pk": brouillon, "attendue": attendue.pk, "piece": du_dossier.pk},
        "modele_attendu": {"pk": brouillon, "attendue": attendue.pk},
        "piece_brouillon": {"pk": brouillon, "piece": jointe.pk},
        "demande_a_relire": {"pk": a_relire.pk},
    }


def _campagne_et_dossier(p: SimpleNamespace, centre: Organisation) -> dict[str, dict[str, Any]]:
    """The open campaign of 2027, a document and a question of it; two documents of the centre."""
    campagne = Campagne.objects.filter(pacte=p.pacte, exercice=2027).first()
    if campagne is None:
        campagne = fs.campagne(p, 2027)
        fp.attendue(campagne, modele=_fichier())
        fp.question(campagne)
    de_2027 = {"exercice": 2027}
    return {
        "campagne": de_2027,
        "campagne_suivante": {"exercice": 2028},
        "piece_attendue": de_2027 | {"piece": campagne.pieces_attendues.get().pk},
        "question_campagne": de_2027 | {"question": campagne.questions.get().pk},
        "piece_centre": {"piece": fp.piece(p, centre, libelle="Statuts en vigueur").pk},
        "piece_centre_retiree": {
            "piece": fp.piece(p, centre, libelle="Plaquette", date_retrait=date(2026, 6, 1)).pk
        },
    }

"""The written table of rights: each address, each quality, each place.

A line gives, for « ici » (the function's pact, centre A), « voisin » (centre B of the same pact) and
« ailleurs » (a pact where it takes no part), the answer per quality: « ok », 403 (seen, but not hers
to do: the page says why) or 404 (not hers to see). « VH:ok D:403 *:404 » reads: the AVS service may,
a direction is told why not, the others find nothing. Letters are those of `scene_permissions`:

    V agent AVS       H chef de service  S autre service   E élu          D direction  P professionnel
    M membre du CA    R présidence       T trésorerie      C conseil CAF  F fédération N financeur

An empty place means that the address has no such object (a list is the same for both centres).
"""

from dataclasses import dataclass, field
from typing import Any

GET, POST = "GET", "POST"


@dataclass(frozen=True)
class Ligne:
    """What an address answers, for one object of the scene."""

    nom: str
    verbe: str
    objet: str
    ici: str
    voisin: str = ""
    ailleurs: str = "*:404"

    @property
    def cle(self) -> str:
        return f"{self.nom}-{self.objet}"


@dataclass(frozen=True)
class Publique:
    """A page that opens without an account, and what it answers to a GET."""

    nom: str
    statut: int = 200
    arguments: dict[str, Any] = field(default_factory=dict)
    connecte: int | None = None


PUBLIQUES = (
    Publique("accueil"),
    Publique("lister_pactes"),
    Publique("voir_pacte", arguments={"code": "ici"}),
    Publique("lister_subventions_votees", arguments={"code": "ici"}),
    # The scene's city has no SIRET: its file waits.
    Publique("telecharger_scdl", 404, {"code": "ici", "exercice": 2026}),
    Publique("verifier_document"),
    Publique("verifier_document", arguments={"sha256": "0" * 64}),
    Publique("lire_aide"),
    Publique("lire_glossaire"),
    Publique("lire_accessibilite"),
    Publique("lire_donnees_personnelles"),
    Publique("lire_mentions_legales"),
    # A link received by mail: what it opens is behind its secret.
    Publique("accepter_acces", 410, {"jeton": "inconnu"}),
    Publique("renvoyer_acces", 405, {"jeton": "inconnu"}),
    Publique("regler_courriels", 410, {"jeton": "inconnu"}),
    Publique("arreter_courriels", 410, {"jeton": "inconnu"}),
    Publique("repondre_sondage", 410, {"jeton": "inconnu"}),
    Publique("lire_calendrier", 404, {"jeton": "inconnu"}),
    # A personal link to one meeting: the same closed page for any secret that opens nothing.
    Publique("repondre_invitation", 410, {"jeton": "inconnu"}),
    Publique("telecharger_rendez_vous", 410, {"jeton": "inconnu"}),
    Publique("telecharger_compte_rendu_par_lien", 410, {"jeton": "inconnu"}),
    Publique("telecharger_piece_par_lien", 410, {"jeton": "inconnu", "piece": 1}),
    Publique("lire_compte_rendu_par_lien", 410, {"jeton": "inconnu"}),
    Publique("rendre_avis_par_lien", 410, {"jeton": "inconnu"}),
    Publique("telecharger_piece_avis_par_lien", 410, {"jeton": "inconnu", "piece": 1}),
    Publique("donner_accord_par_lien", 405, {"jeton": "inconnu"}),
    Publique("remarquer_par_lien", 405, {"jeton": "inconnu"}),
    Publique("telecharger_addendum_par_lien", 410, {"jeton": "inconnu", "numero": 1}),
    # The doors of the site.
    Publique("account_login", connecte=302),
    Publique("account_logout", 302, connecte=200),
    Publique("account_inactive"),
    Publique("account_reset_password"),
    Publique("account_reset_password_done"),
    Publique("account_reset_password_from_key", arguments={"uidb36": "1", "key": "x"}),
    Publique("account_reset_password_from_key_done"),
)

# Address, object, here, the next centre: the centre writes and answers, the city reads and decides.
_CENTRE, _VILLE = (
    ("VHM:403 SECFN:404 *:ok", "VH:403 *:404"),
    ("VH:ok DPMRT:403 *:404", "VH:ok *:404"),
)
_ENGAGE = ("VHPM:403 SECFN:404 *:ok", "VH:403 *:404")
BILANS = (
    ("rediger_compte_rendu_financier", "bilan_a_ecrire", *_CENTRE),
    ("deposer_compte_rendu_financier", "bilan_ecrit", *_ENGAGE),
    ("enregistrer_compte_rendu_recu", "bilan_a_ecrire", *_VILLE),
    ("accepter_compte_rendu_financier", "bilan_depose", *_VILLE),
    ("demander_reprise_compte_rendu", "bilan_depose", *_VILLE),
    ("ouvrir_reversement", "bilan_a_ecrire", *_VILLE),
    ("observer_reversement", "reversement", *_ENGAGE),
    ("decider_reversement", "reversement_repondu", *_VILLE),
    ("noter_titre_reversement", "reversement_decide", *_VILLE),
    ("noter_encaissement_reversement", "reversement_titre", *_VILLE),
    ("abandonner_reversement", "reversement", *_VILLE),
)

MATRICE = (
    # --- What reads several rooms
    Ligne("voir_tableau", GET, "pacte", "N:403 *:ok"),
    Ligne("lister_clauses", GET, "pacte", "N:403 *:ok"),
    Ligne("rechercher", GET, "pacte", "*:ok"),
    Ligne("montrer_composants", GET, "rien", "VH:ok *:403", ailleurs=""),
    Ligne("montrer_composants", POST, "rien", "VH:ok *:403", ailleurs=""),
    # --- The agreement: the service that runs the pact, alone, and never that of another pact
    Ligne("noter_signatures", GET, "pacte", "VH:ok *:403"),
    Ligne("noter_signatures", POST, "pacte", "VH:ok *:403"),
    Ligne("fixer_date_effet", GET, "pacte", "VH:ok *:403"),
    Ligne("fixer_date_effet", POST, "pacte", "VH:ok *:403"),
    Ligne("enregistrer_avenant", GET, "pacte", "VH:ok *:403"),
    Ligne("enregistrer_avenant", POST, "pacte", "VH:ok *:403"),
    Ligne("lister_personnes", GET, "pacte", "VH:ok *:403"),
    Ligne("ajouter_personne", GET, "pacte", "VH:ok *:403"),
    Ligne("ajouter_personne", POST, "pacte", "VH:ok *:403"),
    Ligne("voir_personne", GET, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("modifier_personne", GET, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("modifier_personne", POST, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("ajouter_fonction", GET, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("ajouter_fonction", POST, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("terminer_fonction", GET, "fonction", "VH:ok *:403", "VH:ok *:403"),
    Ligne("terminer_fonction", POST, "fonction", "VH:ok *:403", "VH:ok *:403"),
    Ligne("ouvrir_acces", GET, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("ouvrir_acces", POST, "personne", "VH:ok *:403", "VH:ok *:403"),
    Ligne("fermer_acces", GET, "personne_avec_compte", "VH:ok *:403", "VH:ok *:403"),
    Ligne("fermer_acces", POST, "personne_avec_compte", "VH:ok *:403", "VH:ok *:403"),
    Ligne("revoquer_ouverture", GET, "ouverture", "VH:ok *:403", "VH:ok *:403"),
    Ligne("revoquer_ouverture", POST, "ouverture", "VH:ok *:403", "VH:ok *:403"),
    Ligne("lister_journal", GET, "pacte", "VH:ok *:403"),
    Ligne("exporter_journal", GET, "pacte", "VH:ok *:403"),
    Ligne("lister_courriels", GET, "pacte", "VH:ok *:403"),
    Ligne("renvoyer_courriel", GET, "courriel", "*:405", "*:405", ailleurs="*:405"),
    Ligne("renvoyer_courriel", POST, "courriel", "VH:ok *:403", "VH:ok *:403"),
    Ligne("mon_compte", GET, "rien", "*:ok", ailleurs=""),
    Ligne("regler_mes_courriels", GET, "rien", "*:405", ailleurs=""),
    Ligne("regler_mes_courriels", POST, "rien", "*:ok", ailleurs=""),
    Ligne("regler_mon_secretariat", GET, "rien", "*:ok", ailleurs=""),
    Ligne("regler_mon_secretariat", POST, "rien", "*:ok", ailleurs=""),
    # Nothing chosen is refused; one's own function is tried with the middleware.
    Ligne("choisir_fonction", POST, "rien", "*:403", ailleurs=""),
    # --- The centres
    Ligne("lister_centres", GET, "pacte", "*:ok"),
    Ligne("voir_centre", GET, "centre", "*:ok", "*:ok"),
    Ligne("enregistrer_agrement", GET, "centre", "VH:ok *:403", "VH:ok *:403"),
    Ligne("enregistrer_agrement", POST, "centre", "VH:ok *:403", "VH:ok *:403"),
    # --- The bodies: bilateral meetings stay between the city, one centre and who was invited (Q22)
    Ligne("lister_reunions", GET, "pacte", "*:ok"),
    Ligne("exporter_reunions", GET, "pacte", "*:ok"),
    Ligne("voir_calendrier", GET, "pacte", "*:ok"),
    # A request for a meeting: the asker (here the CAF), the party asked, the service of the city
    Ligne("lister_demandes_reunion", GET, "pacte", "*:ok"),
    Ligne("demander_reunion", GET, "pacte", "*:ok"),
    Ligne("demander_reunion", POST, "pacte", "*:ok"),
    Ligne("voir_demande_reunion", GET, "demande_reunion", "SEFN:404 *:ok", "VHC:ok *:404"),
    Ligne(
        "accepter_demande_reunion",
        GET,
        "demande_reunion",
        "VHDP:ok SEFN:404 *:403",
        "VH:ok C:403 *:404",
    ),
    Ligne(
        "accepter_demande_reunion",
        POST,
        "demande_reunion",
        "VHDP:ok SEFN:404 *:403",
        "VH:ok C:403 *:404",
    ),
    Ligne(
        "repondre_demande_reunion",
        GET,
        "demande_reunion",
        "VHDP:ok SEFN:404 *:403",
        "VH:ok C:403 *:404",
    ),
    Ligne(
        "repondre_demande_reunion",
        POST,
        "demande_reunion",
        "VHDP:ok SEFN:404 *:403",
        "VH:ok C:403 *:404",
    ),
    Ligne(
        "retirer_demande_reunion",
        GET,
        "demande_reunion",
        "C:ok SEFN:404 *:403",
        "C:ok VH:403 *:404",
    ),
    Ligne(
        "retirer_demande_reunion",
        POST,
        "demande_reunion",
        "C:ok SEFN:404 *:403",
        "C:ok VH:403 *:404",
    ),
    # A question of a centre to the city: between the two parties (C21, Q22)
    Ligne("lister_interpellations", GET, "pacte", "*:ok"),
    Ligne("poser_interpellation", GET, "pacte", "N:403 *:ok"),
    Ligne("poser_interpellation", POST, "pacte", "N:403 *:ok"),
    Ligne("voir_interpellation", GET, "question", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("repondre_interpellation", GET, "question", "VH:ok SECFN:404 *:403", "VH:ok *:404"),
    Ligne("repondre_interpellation", POST, "question", "VH:ok SECFN:404 *:403", "VH:ok *:404"),
    Ligne("retirer_interpellation", GET, "question", "D:ok SECFN:404 *:403", "VH:403 *:404"),
    Ligne("retirer_interpellation", POST, "question", "D:ok SECFN:404 *:403", "VH:403 *:404"),
    Ligne("suivre_interpellation", GET, "question", "*:405", "*:405", ailleurs="*:405"),
    Ligne("suivre_interpellation", POST, "question", "VH:ok SECFN:404 *:403", "VH:ok *:404"),
    # The calendar of thematic meetings, on the page of the comité that sets it
    Ligne(
        "fixer_calendrier", GET, "reunion_collective", "VH:ok SFN:404 *:403", "VH:ok SFN:404 *:403"
    ),
    Ligne(
        "fixer_calendrier",
        POST,
        "reunion_collective",
        "VH:ok SFN:404 *:403",
        "VH:ok SFN:404 *:403",
    ),
    Ligne("retirer_ligne_calendrier", GET, "ligne_calendrier", "VH:ok *:403"),
    Ligne("retirer_ligne_calendrier", POST, "ligne_calendrier", "VH:ok *:403"),
    Ligne("ouvrir_reunion", GET, "pacte", "VHDPCF:ok *:403"),
    Ligne("ouvrir_reunion", POST, "pacte", "VHDPCF:ok *:403"),
    Ligne("voir_reunion", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("voir_reunion", GET, "reunion_invitee", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("voir_reunion", GET, "reunion_tenue", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("voir_reunion", GET, "reunion_definitif", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("voir_reunion", GET, "reunion_collective", "SFN:404 *:ok", "SFN:404 *:ok"),
    Ligne("modifier_reunion", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("modifier_reunion", POST, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("modifier_ordre_du_jour", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("modifier_ordre_du_jour", POST, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("reprendre_points", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("reprendre_points", POST, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("marquer_a_reporter", GET, "point", "*:405", "*:405", ailleurs="*:405"),
    Ligne("marquer_a_reporter", POST, "point", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("proposer_point", GET, "reunion_invitee", "VH:403 FN:404 *:ok", "VH:403 SEC:ok *:404"),
    Ligne("proposer_point", POST, "reunion_invitee", "VH:403 FN:404 *:ok", "VH:403 SEC:ok *:404"),
    Ligne("examiner_proposition", GET, "proposition", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("examiner_proposition", POST, "proposition", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("retirer_proposition", GET, "proposition", "E:ok FN:404 *:403", "E:ok VHSC:403 *:404"),
    Ligne("retirer_proposition", POST, "proposition", "E:ok FN:404 *:403", "E:ok VHSC:403 *:404"),
    Ligne("gerer_points_recurrents", GET, "pacte", "VHDP:ok *:403"),
    Ligne("gerer_points_recurrents", POST, "pacte", "VHDP:ok *:403"),
    Ligne("terminer_point_recurrent", GET, "recurrent", "VHDP:ok *:403", "VH:ok DP:404 *:403"),
    Ligne("terminer_point_recurrent", POST, "recurrent", "VHDP:ok *:403", "VH:ok DP:404 *:403"),
    Ligne("joindre_piece", GET, "reunion_invitee", "VHDP:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("joindre_piece", POST, "reunion_invitee", "VHDP:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("annoncer_pieces", GET, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("annoncer_pieces", POST, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("modifier_piece", GET, "piece_reunion", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("modifier_piece", POST, "piece_reunion", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("retirer_piece", GET, "piece_reunion", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("retirer_piece", POST, "piece_reunion", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("telecharger_piece_reunion", GET, "piece_reunion", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("voir_note", GET, "reunion_invitee", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("imprimer_note", GET, "reunion_invitee", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("telecharger_dossier", GET, "reunion_invitee", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("telecharger_dossier_zip", GET, "reunion_invitee", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("modifier_participants", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("modifier_participants", POST, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("envoyer_invitations", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("envoyer_invitations", POST, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    # A date poll: its organiser's side; the people asked answer, and see nothing else of the draft
    Ligne("ouvrir_sondage", GET, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("ouvrir_sondage", POST, "reunion_brouillon", "VH:ok *:404", "VH:ok *:404"),
    Ligne("ouvrir_sondage", GET, "reunion_invitee", "FN:404 *:403", "VHSEC:403 *:404"),
    Ligne("voir_sondage", GET, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("relancer_sondage", GET, "sondage", "*:405", "*:405", ailleurs="*:405"),
    Ligne("relancer_sondage", POST, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("prolonger_sondage", GET, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("prolonger_sondage", POST, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("ajouter_creneau", GET, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("ajouter_creneau", POST, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("choisir_creneau", GET, "creneau", "VH:ok *:404", "VH:ok *:404"),
    Ligne("choisir_creneau", POST, "creneau", "VH:ok *:404", "VH:ok *:404"),
    Ligne("noter_disponibilites", GET, "envoi_sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("noter_disponibilites", POST, "envoi_sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("abandonner_sondage", GET, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("abandonner_sondage", POST, "sondage", "VH:ok *:404", "VH:ok *:404"),
    Ligne("donner_disponibilites", GET, "sondage", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("donner_disponibilites", POST, "sondage", "FN:404 *:ok", "VHSEC:ok *:404"),
    # One's own calendars: another's address does not exist
    Ligne("voir_mes_calendriers", GET, "rien", "*:ok", ailleurs=""),
    Ligne("creer_abonnement", POST, "rien", "V:403 *:ok", ailleurs=""),
    Ligne("renouveler_abonnement", GET, "abonnement", "*:405", "*:405", ailleurs="*:405"),
    Ligne("renouveler_abonnement", POST, "abonnement", "V:ok *:404", "*:404"),
    Ligne("revoquer_abonnement", GET, "abonnement", "V:ok *:404", "*:404"),
    Ligne("revoquer_abonnement", POST, "abonnement", "V:ok *:404", "*:404"),
    Ligne("annuler_reunion", GET, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("annuler_reunion", POST, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("imprimer_lettres", GET, "reunion_invitee", "*:405", "*:405", ailleurs="*:405"),
    Ligne("imprimer_lettres", POST, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("imprimer_lettre", GET, "lettre", "*:405", "*:405", ailleurs="*:405"),
    Ligne("imprimer_lettre", POST, "lettre", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne(
        "imprimer_emargement", GET, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne("noter_presences", GET, "reunion_tenue", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("noter_presences", POST, "reunion_tenue", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne(
        "ecrire_compte_rendu", GET, "reunion_redaction", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne(
        "ecrire_compte_rendu",
        POST,
        "reunion_redaction",
        "VH:ok FN:404 *:403",
        "VH:ok SEC:403 *:404",
    ),
    Ligne(
        "enregistrer_passage",
        POST,
        "reunion_redaction",
        "VH:ok FN:404 *:403",
        "VH:ok SEC:403 *:404",
    ),
    Ligne(
        "signaler_redaction",
        POST,
        "reunion_redaction",
        "VH:ok FN:404 *:403",
        "VH:ok SEC:403 *:404",
    ),
    Ligne(
        "lister_etats_compte_rendu",
        GET,
        "reunion_redaction",
        "VH:ok FN:404 *:403",
        "VH:ok SEC:403 *:404",
    ),
    Ligne(
        "enregistrer_presence", POST, "reunion_tenue", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne("apporter_compte_rendu", GET, "pacte", "VHDPCF:ok *:403"),
    Ligne("apporter_compte_rendu", POST, "pacte", "VHDPCF:ok *:403"),
    Ligne(
        "soumettre_compte_rendu",
        GET,
        "reunion_redaction",
        "VH:ok FN:404 *:403",
        "VH:ok SEC:403 *:404",
    ),
    Ligne(
        "soumettre_compte_rendu",
        POST,
        "reunion_redaction",
        "VH:ok FN:404 *:403",
        "VH:ok SEC:403 *:404",
    ),
    # A draft going round: whoever sees the meeting agrees and remarks; its organiser's side answers.
    Ligne("donner_accord", GET, "reunion_projet", "*:405", "*:405", ailleurs="*:405"),
    Ligne("donner_accord", POST, "reunion_projet", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("remarquer", GET, "reunion_projet", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("remarquer", POST, "reunion_projet", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("retirer_remarque", GET, "remarque", "*:405", "*:405", ailleurs="*:405"),
    Ligne("retirer_remarque", POST, "remarque", "D:ok FN:404 *:403", "VHSEC:403 *:404"),
    Ligne("traiter_remarque", GET, "remarque", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("traiter_remarque", POST, "remarque", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("noter_approbation", GET, "reunion_projet", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("noter_approbation", POST, "reunion_projet", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("rendre_definitif", GET, "reunion_approuve", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne(
        "rendre_definitif", POST, "reunion_approuve", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne(
        "ajouter_addendum", GET, "reunion_definitif", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne(
        "ajouter_addendum", POST, "reunion_definitif", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne("telecharger_addendum", GET, "addendum", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("telecharger_projet", GET, "reunion_projet", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne(
        "telecharger_projet", GET, "reunion_redaction", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne("telecharger_compte_rendu", GET, "reunion_definitif", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("telecharger_compte_rendu", GET, "reunion_collective", "SFN:404 *:ok", "SFN:404 *:ok"),
    Ligne(
        "telecharger_fichier_compte_rendu", GET, "reunion_apportee", "FN:404 *:ok", "VHSEC:ok *:404"
    ),
    # Answers: one's own when one is invited; the follow-up is the organiser's.
    Ligne("repondre_reunion", GET, "reunion_invitee", "*:405", "*:405", ailleurs="*:405"),
    Ligne("repondre_reunion", POST, "reunion_invitee", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("lister_reponses", GET, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("exporter_reponses", GET, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("relancer_invites", GET, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("relancer_invites", POST, "reunion_invitee", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("noter_reponse", GET, "lettre", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("noter_reponse", POST, "lettre", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("renvoyer_invitation", GET, "lettre", "*:405", "*:405", ailleurs="*:405"),
    Ligne("renvoyer_invitation", POST, "lettre", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    # --- Decisions, actions and topics: whoever carries a line follows it, or the service that runs
    Ligne("lister_decisions", GET, "pacte", "*:ok"),
    Ligne("exporter_decisions", GET, "export_demandes", "*:ok"),
    Ligne("relancer_retards", GET, "pacte", "*:405", ailleurs="*:405"),
    Ligne("relancer_retards", POST, "pacte", "VH:ok *:403"),
    Ligne("lister_registre", GET, "pacte", "*:ok"),
    Ligne("exporter_registre", GET, "export_demandes", "*:ok"),
    Ligne("imprimer_registre", GET, "pacte", "*:ok"),
    Ligne("voir_decision", GET, "decision", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("realiser_decision", GET, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("realiser_decision", POST, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("avancer_decision", GET, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("avancer_decision", POST, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("signaler_blocage", GET, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("signaler_blocage", POST, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("reporter_decision", GET, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("reporter_decision", POST, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("confier_decision", GET, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("confier_decision", POST, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("faire_une_action", GET, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("faire_une_action", POST, "decision", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne(
        "reprendre_decision", GET, "decision_faite", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne(
        "reprendre_decision", POST, "decision_faite", "VHD:ok FN:404 *:403", "VH:ok SEC:403 *:404"
    ),
    Ligne("mes_actions", GET, "rien", "*:ok", ailleurs=""),
    Ligne("faire_mon_action", GET, "mon_action", "*:405", "*:405", ailleurs="*:405"),
    Ligne("faire_mon_action", POST, "mon_action", "D:ok *:404", "*:404"),
    Ligne("annuler_mon_action", GET, "mon_action", "*:405", "*:405", ailleurs="*:405"),
    Ligne("annuler_mon_action", POST, "mon_action", "D:ok *:404", "*:404"),
    Ligne("lister_sujets", GET, "pacte", "*:ok"),
    Ligne("voir_sujet", GET, "sujet", "FN:404 *:ok", "VHSEC:ok *:404"),
    Ligne("suivre_sujet", GET, "point_a_suivre", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    Ligne("suivre_sujet", POST, "point_a_suivre", "VH:ok FN:404 *:403", "VH:ok SEC:403 *:404"),
    # --- Subsidies: the centre and the service that runs the pact; for the others they do not exist
    Ligne("lister_demandes", GET, "pacte", "SCFN:404 *:ok"),
    Ligne("lister_conventions", GET, "pacte", "SECFN:404 *:ok"),
    # --- The instruction of a request: the city, and what it opens to others ---
    Ligne("instruire_demande", GET, "demande_recue", "VHE:ok DPMRT:403 *:404", "VHE:ok *:404"),
    Ligne(
        "prendre_instruction", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"
    ),
    Ligne(
        "prendre_instruction", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"
    ),
    Ligne("noter_completude", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("noter_completude", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("ajouter_note", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("ajouter_note", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne(
        "enregistrer_deport", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"
    ),
    Ligne(
        "enregistrer_deport", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"
    ),
    Ligne(
        "demander_correction", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"
    ),
    Ligne(
        "demander_correction", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"
    ),
    Ligne("lever_correction", GET, "correction", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("lever_correction", POST, "correction", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("demander_avis", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("demander_avis", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("relancer_avis", GET, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("relancer_avis", POST, "demande_recue", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("annuler_avis", GET, "avis_de_demande", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("annuler_avis", POST, "avis_de_demande", "VH:ok EDPMRT:403 *:404", "VH:ok E:403 *:404"),
    Ligne("ecrire_message", GET, "demande_recue", "VHDPRT:ok EM:403 *:404", "VH:ok E:403 *:404"),
    Ligne("repondre_correction", GET, "correction", "DPRT:ok VHEM:403 *:404", "VHE:403 *:404"),
    Ligne("rendre_avis", GET, "avis", "C:ok *:404", "C:ok *:404"),
    Ligne("ecrire_message", POST, "demande_recue", "VHDPRT:ok EM:403 *:404", "VH:ok E:403 *:404"),
    Ligne("repondre_correction", POST, "correction", "DPRT:ok VHEM:403 *:404", "VHE:403 *:404"),
    Ligne("rendre_avis", POST, "avis", "C:ok *:404", "C:ok *:404"),
    Ligne("telecharger_message", GET, "message_demande", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("voir_correction", GET, "correction", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("lister_avis_demandes", GET, "pacte", "CFN:ok *:404"),
    Ligne("telecharger_piece_avis", GET, "piece_avis", "C:ok *:404", "C:ok *:404"),
    Ligne("ouvrir_comparaison", GET, "pacte", "VHE:ok *:404"),
    Ligne("comparer_demandes", GET, "comparaison", "VHE:ok *:404"),
    Ligne("comparer_demandes", POST, "comparaison", "VH:ok E:403 *:404"),
    Ligne("calculer_enveloppe", GET, "comparaison", "*:405", ailleurs="*:405"),
    Ligne("calculer_enveloppe", POST, "comparaison", "VH:ok E:403 *:404"),
    Ligne("exporter_comparaison", GET, "comparaison", "VHE:ok *:404"),
    Ligne("preparer_demande", GET, "pacte", "DPRT:ok VHM:403 *:404"),
    Ligne("preparer_demande", POST, "pacte", "DPRT:ok VHM:403 *:404"),
    Ligne("enregistrer_demande_recue", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("enregistrer_demande_recue", POST, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("enregistrer_convention", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("enregistrer_convention", POST, "pacte", "VH:ok DPMRT:403 *:404"),
    # Imports and open data: the service that runs the pact
    Ligne("lister_imports", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("importer_subventions", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("importer_subventions", POST, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("voir_import", GET, "import", "VH:ok *:404"),
    Ligne("regler_import", GET, "import", "VH:ok *:404"),
    Ligne("regler_import", POST, "import", "VH:ok *:404"),
    Ligne("effectuer_import", GET, "import", "*:405", ailleurs="*:405"),
    Ligne("effectuer_import", POST, "import", "VH:ok *:404"),
    Ligne("annuler_import", GET, "import", "VH:403 *:404"),
    Ligne("annuler_import", POST, "import", "VH:403 *:404"),
    Ligne("telecharger_correspondance", GET, "import", "VH:ok *:404"),
    Ligne("telecharger_import", GET, "import", "VH:ok *:404"),
    Ligne("controler_donnees_ouvertes", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("completer_identite", GET, "identite", "VH:ok DPMRT:403 *:404", "VH:ok DPMRT:403 *:404"),
    Ligne("completer_identite", POST, "identite", "VH:ok DPMRT:403 *:404", "VH:ok DPMRT:403 *:404"),
    Ligne("exporter_demandes", GET, "export_demandes", "SCFN:404 *:ok"),
    Ligne("voir_demande", GET, "demande_brouillon", "DPMRT:ok *:404", "*:404"),
    Ligne("voir_demande", GET, "demande_deposee", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("voir_demande", GET, "demande_accordee", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("lire_demande", GET, "demande_brouillon", "DPMRT:ok *:404", "*:404"),
    Ligne("lire_demande", GET, "demande_deposee", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("modifier_demande", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_association", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_association", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_projet", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_projet", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("enregistrer_brouillon", GET, "etape_brouillon", "*:405", "*:405", ailleurs="*:405"),
    Ligne("enregistrer_brouillon", POST, "etape_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("joindre_pieces", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("reprendre_pieces", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("apporter_piece", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("apporter_piece", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("reprendre_piece", POST, "piece_a_reprendre", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("telecharger_modele_attendu", GET, "modele_attendu", "DPMRT:ok *:404", "*:404"),
    Ligne("retirer_piece_demande", POST, "piece_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("relire_demande", GET, "demande_brouillon", "DPMRT:ok *:404", "*:404"),
    Ligne("proposer_relecture", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("reprendre_redaction", POST, "demande_a_relire", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("confirmer_demande", GET, "demande_a_relire", "RT:ok DPM:403 *:404", "*:404"),
    Ligne("confirmer_demande", POST, "demande_a_relire", "RT:ok DPM:403 *:404", "*:404"),
    Ligne("passer_la_main", GET, "demande_deposee", "DPRT:ok VHM:403 *:404", "VH:403 *:404"),
    Ligne("passer_la_main", POST, "demande_deposee", "DPRT:ok VHM:403 *:404", "VH:403 *:404"),
    Ligne("modifier_budget", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_budget", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("deposer_demande", GET, "demande_brouillon", "DRT:ok PM:403 *:404", "*:404"),
    Ligne("deposer_demande", POST, "demande_brouillon", "DRT:ok PM:403 *:404", "*:404"),
    Ligne("totaliser_budget", GET, "demande_brouillon", "*:405", "*:405", ailleurs="*:405"),
    Ligne("totaliser_budget", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("importer_budget", GET, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("importer_budget", POST, "demande_brouillon", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("exporter_budget", GET, "budget_a_exporter", "DPMRT:ok *:404", "*:404"),
    # --- What closes a subsidy
    Ligne("lister_comptes_rendus_financiers", GET, "pacte", "SECFN:404 *:ok"),
    Ligne("exporter_comptes_rendus_financiers", GET, "export_demandes", "SECFN:404 *:ok"),
    Ligne("voir_compte_rendu_financier", GET, "bilan_depose", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne(
        "telecharger_compte_rendu_financier",
        GET,
        "bilan_depose",
        "SECFN:404 *:ok",
        "VH:ok *:404",
    ),
    *(
        Ligne(nom, verbe, objet, ici, voisin)
        for nom, objet, ici, voisin in BILANS
        for verbe in (GET, POST)
    ),
    Ligne("lister_reversements", GET, "pacte", "SECFN:404 *:ok"),
    Ligne("exporter_reversements", GET, "export_demandes", "SECFN:404 *:ok"),
    Ligne("voir_reversement", GET, "reversement", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("telecharger_lettre_reversement", GET, "reversement", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("telecharger_accuse", GET, "demande_deposee", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("telecharger_piece", GET, "piece", "SCFN:404 *:ok", "VHE:ok *:404"),
    Ligne("retirer_demande", GET, "demande_deposee", "DRT:ok VHPM:403 *:404", "VH:403 *:404"),
    Ligne("retirer_demande", POST, "demande_deposee", "DRT:ok VHPM:403 *:404", "VH:403 *:404"),
    Ligne("noter_reception", GET, "demande_deposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("noter_reception", POST, "demande_deposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("proposer_montant", GET, "demande_recue", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("proposer_montant", POST, "demande_recue", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne(
        "enregistrer_attribution", GET, "demande_proposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne(
        "enregistrer_attribution", POST, "demande_proposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne("refuser_demande", GET, "demande_proposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("refuser_demande", POST, "demande_proposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne(
        "enregistrer_modification", GET, "demande_accordee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne(
        "enregistrer_modification", POST, "demande_accordee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne("enregistrer_paiement", GET, "demande_accordee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("enregistrer_paiement", POST, "demande_accordee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("completer_attribution", GET, "vote", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("completer_attribution", POST, "vote", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("modifier_campagne", GET, "exercice", "VH:ok DPMRT:403 *:404"),
    Ligne("modifier_campagne", POST, "exercice", "VH:ok DPMRT:403 *:404"),
    Ligne("voir_campagne", GET, "campagne", "SECFN:404 *:ok"),
    Ligne("reprendre_campagne", GET, "campagne_suivante", "VH:ok DPMRT:403 *:404"),
    Ligne("reprendre_campagne", POST, "campagne_suivante", "VH:ok DPMRT:403 *:404"),
    Ligne("regler_volets", GET, "campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("regler_volets", POST, "campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("ajouter_piece_attendue", GET, "campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("ajouter_piece_attendue", POST, "campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("modifier_piece_attendue", GET, "piece_attendue", "VH:ok DPMRT:403 *:404"),
    Ligne("modifier_piece_attendue", POST, "piece_attendue", "VH:ok DPMRT:403 *:404"),
    Ligne("retirer_piece_attendue", GET, "piece_attendue", "VH:ok DPMRT:403 *:404"),
    Ligne("retirer_piece_attendue", POST, "piece_attendue", "VH:ok DPMRT:403 *:404"),
    Ligne("ajouter_question", GET, "campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("ajouter_question", POST, "campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("modifier_question", GET, "question_campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("modifier_question", POST, "question_campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("retirer_question", GET, "question_campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("retirer_question", POST, "question_campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("monter_piece_attendue", GET, "piece_attendue", "*:405", ailleurs="*:405"),
    Ligne("monter_piece_attendue", POST, "piece_attendue", "VH:ok DPMRT:403 *:404"),
    Ligne("monter_question", GET, "question_campagne", "*:405", ailleurs="*:405"),
    Ligne("monter_question", POST, "question_campagne", "VH:ok DPMRT:403 *:404"),
    Ligne("telecharger_modele", GET, "piece_attendue", "SECFN:404 *:ok"),
    # A centre's own file: the city never reads it, but what a deposited request joins.
    Ligne("lister_pieces_centre", GET, "pacte", "DPMRT:ok *:404"),
    Ligne("exporter_dossier_centre", GET, "pacte", "DPMRT:ok *:404"),
    Ligne("ajouter_piece_centre", GET, "pacte", "DPRT:ok M:403 *:404"),
    Ligne("ajouter_piece_centre", POST, "pacte", "DPRT:ok M:403 *:404"),
    Ligne("regler_centre", GET, "pacte", "DRT:ok PM:403 *:404"),
    Ligne("regler_centre", POST, "pacte", "DRT:ok PM:403 *:404"),
    Ligne("telecharger_piece_centre", GET, "piece_centre", "DPMRT:ok *:404", "*:404"),
    Ligne("modifier_piece_centre", GET, "piece_centre", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_piece_centre", POST, "piece_centre", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("remplacer_piece_centre", GET, "piece_centre", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("remplacer_piece_centre", POST, "piece_centre", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("retirer_piece_centre", GET, "piece_centre", "*:405", "*:405", ailleurs="*:405"),
    Ligne("retirer_piece_centre", POST, "piece_centre", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("remettre_piece_centre", GET, "piece_centre_retiree", "*:405", "*:405", ailleurs="*:405"),
    Ligne("remettre_piece_centre", POST, "piece_centre_retiree", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("lister_avances", GET, "exercice", "SECFN:404 *:ok"),
    Ligne("modifier_convention", GET, "convention", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("modifier_convention", POST, "convention", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("telecharger_convention", GET, "convention", "SECFN:404 *:ok", "VH:ok *:404"),
    # --- Deciding: the city alone; a centre reads its own letter and its own convention
    Ligne("lister_deliberations", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("preparer_deliberation", GET, "annee_decidee", "VH:ok DPMRT:403 *:404"),
    Ligne("preparer_deliberation", POST, "annee_decidee", "VH:ok DPMRT:403 *:404"),
    Ligne("voir_deliberation", GET, "projet_deliberation", "VH:ok *:404", "VH:ok *:404"),
    Ligne("modifier_deliberation", GET, "projet_deliberation", "VH:ok *:404", "VH:ok *:404"),
    Ligne("modifier_deliberation", POST, "projet_deliberation", "VH:ok *:404", "VH:ok *:404"),
    Ligne("exporter_deliberation", GET, "projet_deliberation", "VH:ok *:404", "VH:ok *:404"),
    Ligne("enregistrer_votes", GET, "projet_deliberation", "VH:ok *:404", "VH:ok *:404"),
    Ligne("enregistrer_votes", POST, "projet_deliberation", "VH:ok *:404", "VH:ok *:404"),
    Ligne("dater_deliberation", GET, "deliberation_votee", "VH:ok *:404", "VH:ok *:404"),
    Ligne("dater_deliberation", POST, "deliberation_votee", "VH:ok *:404", "VH:ok *:404"),
    Ligne("ajourner_demande", GET, "demande_proposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("ajourner_demande", POST, "demande_proposee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("ecrire_lettre", GET, "demande_sans_lettre", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("ecrire_lettre", POST, "demande_sans_lettre", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("telecharger_lettre", GET, "demande_avec_lettre", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("lister_lettres", GET, "annee_decidee", "VH:ok DPMRT:403 *:404"),
    Ligne("lister_lettres", POST, "annee_decidee", "VH:ok DPMRT:403 *:404"),
    Ligne("exporter_lettres", GET, "lettres_en_zip", "VH:ok DPMRT:403 *:404"),
    Ligne("lister_conventions_a_faire", GET, "annee_decidee", "VH:ok DPMRT:403 *:404"),
    Ligne("preparer_convention", GET, "annee_et_centre", "VH:ok DPMRT:403 *:404"),
    Ligne("preparer_convention", POST, "annee_et_centre", "VH:ok DPMRT:403 *:404"),
    Ligne("deposer_retour", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("deposer_retour", POST, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("confirmer_retour", GET, "retour", "VH:ok DPMRT:403 *:404"),
    Ligne("confirmer_retour", POST, "retour", "VH:ok DPMRT:403 *:404"),
    Ligne("voir_page_retour", GET, "page_de_retour", "VH:ok DPMRT:403 *:404"),
    Ligne("voir_convention", GET, "convention_a_signer", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("voir_convention", GET, "convention_prete", "VH:ok *:404", "VH:ok *:404"),
    Ligne(
        "telecharger_convention_a_signer",
        GET,
        "convention_a_signer",
        "SECFN:404 *:ok",
        "VH:ok *:404",
    ),
    Ligne("rediger_convention", GET, "convention_prete", "VH:ok *:404", "VH:ok *:404"),
    Ligne("rediger_convention", POST, "convention_prete", "VH:ok *:404", "VH:ok *:404"),
    Ligne("generer_convention", GET, "convention_prete", "VH:ok *:404", "VH:ok *:404"),
    Ligne("generer_convention", POST, "convention_prete", "VH:ok *:404", "VH:ok *:404"),
    Ligne(
        "reprendre_convention", GET, "convention_a_signer", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne(
        "reprendre_convention", POST, "convention_a_signer", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne("voir_avance", GET, "avance", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("demander_avance", GET, "avance_a_demander", "DRT:ok VHPM:403 *:404", "VH:403 *:404"),
    Ligne("demander_avance", POST, "avance_a_demander", "DRT:ok VHPM:403 *:404", "VH:403 *:404"),
    Ligne("decider_demande_tardive", GET, "avance_tardive", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne(
        "decider_demande_tardive", POST, "avance_tardive", "VH:ok DPMRT:403 *:404", "VH:ok *:404"
    ),
    Ligne("noter_tache_avance", GET, "avance", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("noter_tache_avance", POST, "avance", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("enregistrer_versement", GET, "avance", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("enregistrer_versement", POST, "avance", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    # --- Payments, advances, treasury
    Ligne("modifier_echeancier", GET, "demande_accordee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("modifier_echeancier", POST, "demande_accordee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("mandater_echeance", GET, "echeance_prevue", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("mandater_echeance", POST, "echeance_prevue", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("payer_echeance", GET, "echeance_mandatee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("payer_echeance", POST, "echeance_mandatee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("rejeter_echeance", GET, "echeance_mandatee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("rejeter_echeance", POST, "echeance_mandatee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("annuler_echeance", GET, "echeance_mandatee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("annuler_echeance", POST, "echeance_mandatee", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("lister_paiements", GET, "pacte", "VH:ok DPMRT:403 *:404"),
    Ligne("exporter_paiements", GET, "export_demandes", "VH:ok DPMRT:403 *:404"),
    Ligne("suivre_versements", GET, "pacte", "DPMRT:ok *:404"),
    Ligne("dater_avances", GET, "exercice", "VH:ok DPMRT:403 *:404"),
    Ligne("dater_avances", POST, "exercice", "VH:ok DPMRT:403 *:404"),
    Ligne("ecrire_lettres_avances", GET, "exercice", "VH:ok DPMRT:403 *:404"),
    Ligne("ecrire_lettres_avances", POST, "exercice", "VH:ok DPMRT:403 *:404"),
    Ligne("exporter_avances", GET, "export_avances", "VH:ok DPMRT:403 *:404"),
    Ligne("ecrire_lettre_avance", GET, "avance", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("ecrire_lettre_avance", POST, "avance", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("telecharger_lettre_avance", GET, "avance_trop_percu", "SECFN:404 *:ok", "VH:ok *:404"),
    Ligne("reclamer_trop_percu", GET, "avance_trop_percu", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("reclamer_trop_percu", POST, "avance_trop_percu", "VH:ok DPMRT:403 *:404", "VH:ok *:404"),
    Ligne("voir_tresorerie", GET, "exercice", "DPMRT:ok *:404"),
    Ligne("modifier_tresorerie", GET, "exercice", "DPRT:ok M:403 *:404"),
    Ligne("modifier_tresorerie", POST, "exercice", "DPRT:ok M:403 *:404"),
    Ligne("lister_financements", GET, "exercice", "DPMRT:ok *:404"),
    Ligne("ajouter_financement", GET, "exercice", "DPRT:ok M:403 *:404"),
    Ligne("ajouter_financement", POST, "exercice", "DPRT:ok M:403 *:404"),
    Ligne("modifier_financement", GET, "financement", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("modifier_financement", POST, "financement", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("supprimer_financement", POST, "financement", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("retablir_financement", POST, "financement", "DPRT:ok M:403 *:404", "*:404"),
    Ligne("suivre_annexe", GET, "exercice", "VH:ok DPMRT:403 *:404"),
    # --- One's own account
    Ligne("account_change_password", GET, "rien", "*:ok", ailleurs=""),
    Ligne("account_change_password", POST, "rien", "*:ok", ailleurs=""),
    Ligne("account_set_password", GET, "rien", "*:ok", ailleurs=""),
    Ligne("account_set_password", POST, "rien", "*:ok", ailleurs=""),
    Ligne("account_reauthenticate", GET, "rien", "*:ok", ailleurs=""),
    Ligne("account_reauthenticate", POST, "rien", "*:ok", ailleurs=""),
)

"""The words of the demonstration: fictitious people, decisions, passages of minutes."""

from pacte.accord.models import Qualite

DOMAINE = "valombre.test"
MOT_DE_PASSE = "demonstration-pacte"

# (key, first name, name, organisation, quality, title, has an account shown at start-up)
PERSONNES = (
    (
        "camille-aubier",
        "Camille",
        "Aubier",
        "VILLE",
        Qualite.AGENT_AVS,
        "chargée de l'animation de la vie sociale",
        True,
    ),
    (
        "samuel-orme",
        "Samuel",
        "Orme",
        "VILLE",
        Qualite.AGENT_AVS,
        "assistant du service AVS",
        False,
    ),
    ("nadia-frene", "Nadia", "Frêne", "VILLE", Qualite.CHEF_SERVICE, "cheffe du service AVS", True),
    (
        "luc-chataigner",
        "Luc",
        "Châtaigner",
        "VILLE",
        Qualite.AGENT_SERVICE,
        "service jeunesse",
        True,
    ),
    ("ines-sorbier", "Inès", "Sorbier", "VILLE", Qualite.AGENT_SERVICE, "service éducation", False),
    ("hugo-merisier", "Hugo", "Merisier", "VILLE", Qualite.AGENT_SERVICE, "petite enfance", False),
    (
        "claire-bouleau",
        "Claire",
        "Bouleau",
        "VILLE",
        Qualite.ELU,
        "adjointe à la vie sociale",
        True,
    ),
    (
        "marc-peuplier",
        "Marc",
        "Peuplier",
        "VILLE",
        Qualite.ELU,
        "conseiller délégué aux quartiers",
        False,
    ),
    ("aline-cedre", "Aline", "Cèdre", "TILLEULS", Qualite.DIRECTION, "directrice", True),
    (
        "demo-capucine-vertbocage",
        "Capucine",
        "Vertbocage",
        "TILLEULS",
        Qualite.PRESIDENCE,
        "présidente",
        True,
    ),
    ("lise-tremble", "Lise", "Tremble", "TILLEULS", Qualite.TRESORERIE, "trésorière", True),
    (
        "jules-alisier",
        "Jules",
        "Alisier",
        "TILLEULS",
        Qualite.PROFESSIONNEL,
        "référent familles",
        True,
    ),
    ("ivan-cormier", "Ivan", "Cormier", "TILLEULS", Qualite.MEMBRE_CA, "administrateur", True),
    ("dora-saule", "Dora", "Saule", "GARE", Qualite.DIRECTION, "directrice", True),
    (
        "demo-celestine-grandlarge",
        "Célestine",
        "Grandlarge",
        "GARE",
        Qualite.PRESIDENCE,
        "présidente",
        False,
    ),
    (
        "ella-sureau",
        "Ella",
        "Sureau",
        "GARE",
        Qualite.PROFESSIONNEL,
        "coordinatrice jeunesse",
        False,
    ),
    ("paul-genet", "Paul", "Genêt", "GARE", Qualite.MEMBRE_CA, "administrateur", False),
    ("sami-platane", "Sami", "Platane", "RIVES", Qualite.DIRECTION, "directeur", False),
    (
        "demo-victorine-doucepluie",
        "Victorine",
        "Doucepluie",
        "RIVES",
        Qualite.PRESIDENCE,
        "co-présidente",
        False,
    ),
    (
        "demo-seraphin-hauteherbe",
        "Séraphin",
        "Hauteherbe",
        "RIVES",
        Qualite.PRESIDENCE,
        "co-président",
        False,
    ),
    ("zoe-charme", "Zoé", "Charme", "RIVES", Qualite.PROFESSIONNEL, "animatrice", False),
    ("anne-if", "Anne", "If", "RIVES", Qualite.MEMBRE_CA, "administratrice", False),
    ("victor-pin", "Victor", "Pin", "CAF", Qualite.CONSEIL_CAF, "conseiller technique", True),
    ("maud-laurier", "Maud", "Laurier", "FEDERATION", Qualite.FEDERATION, "déléguée", True),
    ("yves-buis", "Yves", "Buis", "DEPARTEMENT", Qualite.FINANCEUR, "chargé de mission", True),
)
# An elected member who also sits on a centre's board: two functions, one chosen at a time (Q30).
DOUBLE_FONCTION = (
    "marc-peuplier",
    "RIVES",
    Qualite.MEMBRE_CA,
    "administrateur, représentant la Ville",
)
# A co-president has no e-mail: his invitations are letters.
SANS_COURRIEL = frozenset({"demo-seraphin-hauteherbe"})

LIEUX = {
    "comite-technique": "{centre}, salle d'activités",
    "comite-financeurs": "{centre}, grande salle",
    "comite-pilotage": "Hôtel de ville, salle des commissions",
    "rencontre-thematique": "Maison des associations, salle 2",
}

PASSAGES = {
    "information": (
        "Chacun présente l'actualité de sa structure. Le nombre d'adhésions progresse. "
        "Deux recrutements sont en cours à l'accueil.",
        "Le service AVS rappelle le calendrier de l'année et les dates de dépôt. "
        "Les questions portent sur les pièces à fournir.",
        "Un point est fait sur les actions de l'été. La fréquentation des sorties familiales est en hausse.",
    ),
    "echange": (
        "Les échanges portent sur le renouvellement des bénévoles. "
        "Plusieurs pistes sont retenues : un temps d'accueil commun, une fiche de mission simple.",
        "Les participantes et participants partagent leurs constats sur l'accès aux droits. "
        "L'articulation avec l'espace France Services fonctionne mieux depuis le printemps.",
        "Le dialogue de gestion fait apparaître une trésorerie tendue au premier trimestre. "
        "L'avance prévue par le pacte permet de payer les salaires de janvier à mars.",
    ),
    "decision": (
        "La proposition est discutée, puis retenue par l'ensemble des personnes présentes.",
        "Après échange, le principe est adopté. Sa mise en œuvre fera l'objet d'un point à la prochaine réunion.",
    ),
}

# The same, as people write them with headings, lists and tables (« écriture légère »).
PASSAGES_MIS_EN_FORME = {
    "information": (
        "# Ce qui change à l'accueil\n\n"
        "- deux recrutements **en cours**, une arrivée prévue au printemps\n"
        "- de nouveaux horaires :\n"
        "  - le mercredi jusqu'à 19 h\n"
        "  - le samedi matin, *à l'essai*\n\n"
        "Le nombre d'adhésions progresse.",
    ),
    "echange": (
        "# Les bénévoles\n\nDeux pistes sont retenues :\n\n"
        "1. un temps d'accueil commun aux centres\n2. une fiche de mission **simple**\n\n"
        "# L'accès aux droits\n\n"
        "L'articulation avec l'espace France Services fonctionne mieux depuis le printemps.",
        "Le dialogue de gestion fait apparaître une trésorerie tendue au premier trimestre.\n\n"
        "| Mois | Ce qui est à payer | Ce qui arrive |\n| - | - | - |\n"
        "| Janvier | salaires, loyer | avance du pacte |\n"
        "| Février | salaires | prestation de service |\n"
        "| Mars | salaires, fluides | **solde attendu** |\n\n"
        "L'avance prévue par le pacte permet de payer les salaires.",
    ),
    "decision": (
        "La proposition est discutée, puis **retenue** par l'ensemble des personnes présentes.\n\n"
        "## Conditions\n\n- un point d'étape à la prochaine réunion\n- une fiche commune",
    ),
}

DECISIONS = {
    "comite-technique": (
        "Transmettre au service AVS les pièces manquantes du dossier de demande.",
        "Organiser un temps commun avec le service jeunesse sur l'accueil des 11-17 ans.",
        "Mettre à jour la fiche de présentation du centre social.",
    ),
    "comite-financeurs": (
        "Présenter un plan de financement actualisé aux partenaires.",
        "Étudier la mutualisation d'un poste de comptabilité entre deux centres.",
        "Partager le tableau de bord financier une fois par semestre.",
    ),
    "comite-pilotage": (
        "Arrêter le calendrier des rencontres thématiques de l'année.",
        "Construire une grille d'évaluation commune du pacte.",
        "Inviter les associations du quartier nord à la prochaine rencontre.",
        "Publier une synthèse du pacte à destination des habitantes et habitants.",
    ),
    "rencontre-thematique": (
        "Recenser les collectifs d'habitantes et d'habitants de chaque quartier.",
        "Tester une permanence partagée d'accès aux droits.",
        "Rédiger une fiche pratique sur l'accueil des nouveaux bénévoles.",
    ),
}

ACTIONS = {
    "comite-technique": (
        "Envoyer la liste des pièces attendues pour la demande de l'année suivante.",
        "Prendre contact avec le service jeunesse pour fixer une date commune.",
        "Transmettre la fiche du centre social mise à jour.",
    ),
    "comite-financeurs": (
        "Envoyer le plan de financement actualisé à chaque financeur.",
        "Chiffrer la mutualisation d'un poste de comptabilité.",
        "Mettre en forme le tableau de bord financier du semestre.",
    ),
    "comite-pilotage": (
        "Diffuser le calendrier des rencontres thématiques.",
        "Rédiger une première grille d'évaluation et la faire relire.",
        "Écrire aux associations du quartier nord.",
        "Proposer un plan pour la synthèse destinée aux habitantes et habitants.",
    ),
    "rencontre-thematique": (
        "Réunir les coordonnées des collectifs de chaque quartier.",
        "Trouver une salle pour la permanence d'accès aux droits.",
        "Faire relire la fiche pratique par deux bénévoles.",
    ),
}
INFORMATIONS = (
    "La CAF ouvre son appel à projets le mois prochain.",
    "Le service jeunesse change de locaux à la rentrée.",
    "Une formation à l'accueil est ouverte aux bénévoles des trois centres.",
)
AVANCEE = "Un premier document est écrit. Il est en relecture auprès de deux personnes."
BLOCAGE = "La salle prévue est fermée pour travaux. Aucune autre n'est libre avant l'automne."
REPORT = "Deux structures n'ont pas encore répondu. L'échéance est repoussée de trois semaines."
ACTION_TIREE = "Présenter la synthèse à deux conseils de quartier, puis noter leurs remarques."
SUITE = "C'est en place. Le premier bilan sera présenté à la prochaine réunion."
SUJET = "Évaluation partagée du pacte"

OBJETS_PROJET = (
    "Un été au pied des immeubles",
    "Café des parents du mercredi",
    "Atelier d'entraide numérique",
)

# Share of each account in the budget, in thousandths; the last one of each side takes the rest.
BUDGET_CHARGES = (
    ("601", 60),
    ("613", 40),
    ("616", 15),
    ("622", 45),
    ("625", 20),
    ("631", 30),
    ("645", 190),
    ("641", 600),
)
BUDGET_PRODUITS_AUTRES = (("70", 350), ("756", 30), ("74-departement", 120), ("74-sociaux", 500))
# By label: the code of voluntary work changes with the chart of accounts.
BUDGET_NATURE = ("Personnel bénévole", "Bénévolat")

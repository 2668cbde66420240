"""The words that a volunteer may not know, in plain French: the glossary page and the `terme` tag."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mot:
    """A word, its anchor on the glossary page, and its definition (one or two sentences)."""

    cle: str
    terme: str
    definition: str


MOTS = (
    Mot(
        "acte-executoire",
        "acte exécutoire",
        "Une décision du conseil municipal s’applique quand elle est publiée et transmise à la préfecture.",
    ),
    Mot(
        "agrement",
        "agrément",
        "La CAF reconnaît une association comme centre social, pour une durée fixée, sur la base de son projet social.",
    ),
    Mot(
        "avance",
        "avance",
        "Une partie de la subvention de l’année suivante, versée dès le début de cette année. "
        "Elle est déduite de la subvention ensuite votée.",
    ),
    Mot(
        "avenant",
        "avenant",
        "Un texte signé qui change le pacte : une durée plus longue, une nouvelle partie.",
    ),
    Mot("avs", "AVS", "Animation de la vie sociale : le service de la Ville qui anime le pacte."),
    Mot(
        "budget-equilibre",
        "budget équilibré",
        "Un budget dont le total des charges est égal au total des produits.",
    ),
    Mot(
        "caf",
        "CAF",
        "Caisse d’allocations familiales. Elle agrée les centres sociaux et participe à leur financement.",
    ),
    Mot(
        "centre-social",
        "centre social",
        "Une structure de quartier ouverte à tous, gérée ici par une association, et agréée par la CAF.",
    ),
    Mot(
        "cerfa",
        "Cerfa",
        "Un formulaire officiel. Celui des demandes de subvention porte le numéro 12156.",
    ),
    Mot(
        "compte-rendu-definitif",
        "compte rendu définitif",
        "La version d’un compte rendu qui ne change plus. Avant cela, il porte le mot « projet ».",
    ),
    Mot(
        "contributions-volontaires",
        "contributions volontaires",
        "Ce qui est donné sans argent : le temps des bénévoles, un local prêté, des dons en nature.",
    ),
    Mot(
        "convention",
        "convention pluriannuelle d’objectifs",
        "Un accord signé par la Ville et un centre, pour deux années au moins : objectifs, montants, contrôle.",
    ),
    Mot(
        "decision",
        "décision",
        "Ce qu’une réunion a tranché : un texte, une ou un responsable, une échéance.",
    ),
    Mot("deliberation", "délibération", "Une décision votée par le conseil municipal."),
    Mot(
        "denonciation",
        "dénonciation",
        "La sortie d’un signataire avant la fin du pacte, par lettre recommandée et avec un préavis.",
    ),
    Mot(
        "empreinte",
        "empreinte",
        "Une suite de 64 caractères calculée sur un fichier. Si le fichier change, son empreinte change.",
    ),
    Mot(
        "engagement",
        "engagement",
        "Ce qu’une partie promet dans le pacte. Chaque engagement porte un numéro.",
    ),
    Mot(
        "exercice",
        "exercice",
        "L’année civile, du 1er janvier au 31 décembre, pour laquelle une subvention est votée.",
    ),
    Mot(
        "federation",
        "fédération",
        "Le réseau des centres sociaux. Il accompagne leur gouvernance et leurs compétences.",
    ),
    Mot(
        "fonction",
        "fonction",
        "La place d’une personne dans une organisation, d’une date à une autre.",
    ),
    Mot(
        "instance",
        "instance",
        "Un type de réunion prévu par le pacte, avec son rythme et ses participants.",
    ),
    Mot(
        "interpretation",
        "interprétation retenue",
        "La lecture choisie là où le pacte se tait ou peut se lire de deux façons.",
    ),
    Mot(
        "invitation",
        "invitation",
        "Le message qui donne la date, le lieu et l’ordre du jour d’une réunion.",
    ),
    Mot("partie", "partie", "Une organisation qui signe le pacte."),
    Mot(
        "projet-social",
        "projet social",
        "Le document où un centre dit, avec les habitants, ce qu’il fera pendant les prochaines années.",
    ),
    Mot(
        "qualite",
        "qualité",
        "Ce au nom de quoi vous agissez : direction d’un centre, élue ou élu, agent de la Ville.",
    ),
    Mot(
        "socle-de-serenite",
        "socle de sérénité",
        "Ce que le pacte prévoit pour que les centres travaillent sans inquiétude financière. L’avance en fait partie.",
    ),
    Mot(
        "statut",
        "statut d’un engagement",
        "Tenu, en cours, pas encore tenu, sans objet ou à préciser. Il est calculé à une date donnée.",
    ),
    Mot(
        "subvention",
        "subvention",
        "L’argent que la Ville donne à une association, après un vote du conseil municipal.",
    ),
)
PAR_CLE = {mot.cle: mot for mot in MOTS}

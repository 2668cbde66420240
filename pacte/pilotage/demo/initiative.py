"""The demonstration's thematic calendar, requests for a meeting, and questions between parties."""

from datetime import date, timedelta

from gouvernance.lectures.initiative import DELAI_REPONSE, destinataire_de_la_demande
from gouvernance.models import (
    DemandeReunion,
    EtatReunion,
    Interpellation,
    LigneCalendrier,
    Reunion,
    SuiteDemande,
)
from gouvernance.operations.inscriptions import inscrire_questions
from pacte.accord.models import (
    Fonction,
    GenreOrganisation,
    Initiative,
    Instance,
    Organisation,
    Pacte,
    Theme,
)
from pacte.socle.dates import ajouter_mois

# What the calendar says of each theme, by its rank.
OBJETS = {
    1: "les conseils de quartier et les collectifs",
    2: "le recrutement et la formation des équipes",
    3: "l'accueil de premier niveau et France Services",
}


def ligne_du_calendrier(
    pacte: Pacte, par: Fonction, instance: Instance, theme: Theme | None, jour: date
) -> LigneCalendrier | None:
    """Set the line of a thematic meeting, at the comité held before it; None before the first one."""
    comite = _dernier_comite(pacte, jour)
    if theme is None or instance.initiative != Initiative.CALENDRIER or comite is None:
        return None
    ligne = LigneCalendrier(
        pacte=pacte,
        instance=instance,
        theme=theme,
        fixee_en=comite,
        fixee_par=par,
        mois=jour.replace(day=1),
        objet=OBJETS.get(theme.numero, ""),
    )
    ligne.save()
    return ligne


def _dernier_comite(pacte: Pacte, avant: date) -> Reunion | None:
    return (
        Reunion.objects.tenues()
        .filter(pacte=pacte, instance__code="comite-pilotage", date_reunion__lt=avant)
        .order_by("-date_reunion")
        .first()
    )


def charger_initiative(pacte: Pacte, fonctions: dict[str, Fonction], au: date) -> None:
    """Add a line still to open, one withdrawn, requests in each state, questions in each state."""
    instances = {instance.code: instance for instance in pacte.instances.order_by("ordre")}
    themes = {theme.numero: theme for theme in pacte.themes.order_by("numero")}
    _lignes_a_venir(pacte, fonctions, instances, themes, au)
    _demandes(pacte, fonctions, instances, au)
    _questions(pacte, fonctions, instances, au)


def _lignes_a_venir(
    pacte: Pacte,
    fonctions: dict[str, Fonction],
    instances: dict[str, Instance],
    themes: dict[int, Theme],
    au: date,
) -> None:
    agent = fonctions["camille-aubier"]
    comite = _dernier_comite(pacte, au + timedelta(days=1))
    if comite is None:
        return
    for rang, (numero, retiree) in enumerate(((2, False), (1, True)), start=7):
        LigneCalendrier(
            pacte=pacte,
            instance=instances["rencontre-thematique"],
            theme=themes[numero],
            fixee_en=comite,
            fixee_par=agent,
            mois=ajouter_mois(au.replace(day=1), rang),
            objet=OBJETS[numero],
            date_retrait=au - timedelta(days=9) if retiree else None,
            motif_retrait="Ce thème passe après l'évaluation du pacte." if retiree else "",
        ).save()


def _demandes(
    pacte: Pacte, fonctions: dict[str, Fonction], instances: dict[str, Instance], au: date
) -> None:
    """One waiting for the city, one accepted by a centre, one answered in words, one that lapsed."""
    presidente = fonctions["demo-capucine-vertbocage"]
    directrice, agent = fonctions["aline-cedre"], fonctions["camille-aubier"]
    elue = fonctions["claire-bouleau"]
    tilleuls = directrice.organisation
    comite = (
        Reunion.objects.tenues()
        .filter(pacte=pacte, instance__code="comite-financeurs", centre=tilleuls)
        .order_by("-date_reunion")
        .first()
    )
    jour = comite.date_reunion if comite is not None and comite.date_reunion else au
    _demande(
        pacte,
        instances["comite-pilotage"],
        None,
        par=presidente,
        le=au - timedelta(days=5),
        motif="La baisse des crédits de l'État touche les trois centres. Nous voulons en parler "
        "ensemble avant de préparer les budgets.",
        periode="avant la préparation des budgets",
    )
    _demande(
        pacte,
        instances["comite-financeurs"],
        tilleuls,
        par=agent,
        le=jour - timedelta(days=70),
        motif="Les nouveaux élus souhaitent connaître le projet du centre avant le vote.",
        suite=SuiteDemande.ACCEPTEE if comite is not None else SuiteDemande.REPONDUE,
        reponse="Volontiers. Nous proposons une date à chacun.",
        reponse_par=directrice,
        reunion=comite,
    )
    _demande(
        pacte,
        instances["comite-technique"],
        tilleuls,
        par=elue,
        le=au - timedelta(days=150),
        motif="Faire le point sur les travaux de la salle polyvalente.",
        suite=SuiteDemande.REPONDUE,
        reponse="Les travaux sont reportés d'un an. Une note vous est envoyée, sans réunion.",
        reponse_par=agent,
    )
    _demande(
        pacte,
        instances["comite-financeurs"],
        tilleuls,
        par=fonctions["yves-buis"],
        le=au - timedelta(days=260),
        motif="Échanger sur le cofinancement du poste de référent familles.",
        periode="au printemps",
    )


def _demande(
    pacte: Pacte,
    instance: Instance,
    centre: Organisation | None,
    *,
    par: Fonction,
    le: date,
    motif: str,
    periode: str = "",
    suite: str = "",
    reponse: str = "",
    reponse_par: Fonction | None = None,
    reunion: Reunion | None = None,
) -> None:
    DemandeReunion(
        pacte=pacte,
        instance=instance,
        centre=centre,
        adressee_a=destinataire_de_la_demande(instance, centre, pacte, par),
        demandee_par=par,
        date_demande=le,
        motif=motif,
        periode_souhaitee=periode,
        date_limite=le + DELAI_REPONSE,
        suite=suite,
        reponse=reponse,
        date_reponse=le + timedelta(days=8) if suite else None,
        reponse_par=reponse_par,
        reunion=reunion,
    ).save()


def _questions(
    pacte: Pacte, fonctions: dict[str, Fonction], instances: dict[str, Instance], au: date
) -> None:
    """One put lately, one on the next agenda, one answered, one taken back."""
    directrice, agent = fonctions["aline-cedre"], fonctions["camille-aubier"]
    tilleuls, ville = directrice.organisation, pacte.ville
    caf = pacte.parties.get(organisation__genre=GenreOrganisation.CAF).organisation
    ecrites = (
        (
            instances["comite-technique"],
            tilleuls,
            directrice,
            ville,
            12,
            "Les créneaux du gymnase au prochain trimestre",
            "Nous préparons les ateliers du trimestre. Quand saurons-nous les créneaux du gymnase ?",
            "",
        ),
        (
            instances["comite-pilotage"],
            None,
            fonctions["demo-capucine-vertbocage"],
            caf,
            40,
            "Le bonus « territoire »",
            "Le bonus sera-t-il maintenu l'an prochain, et sur quels critères ?",
            "",
        ),
        (
            instances["comite-technique"],
            tilleuls,
            agent,
            tilleuls,
            120,
            "L'accueil du mercredi matin",
            "Des familles nous demandent un accueil le mercredi matin. Est-ce possible ?",
            "Oui, à partir de la rentrée, avec deux animatrices. L'information part aux familles.",
        ),
    )
    for instance, centre, auteur, adressee, jours, objet, question, reponse in ecrites:
        le = au - timedelta(days=jours)
        Interpellation(
            pacte=pacte,
            instance=instance,
            centre=centre,
            adressee_a=adressee,
            posee_par=auteur,
            suivie_par=agent,
            date_question=le,
            objet=objet,
            question=question,
            reponse=reponse,
            date_reponse=le + timedelta(days=9) if reponse else None,
            reponse_par=directrice if reponse else None,
        ).save()
    suivante = (
        Reunion.objects.filter(
            pacte=pacte, instance=instances["comite-pilotage"], etat=EtatReunion.BROUILLON
        )
        .order_by("date_reunion")
        .first()
    )
    if suivante is not None:
        inscrire_questions(suivante)

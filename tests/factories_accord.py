"""Factories of the agreement: organisations, people, functions, accounts, and a small whole pact.

No random state: names come from a counter, dates are given. The small pact has the shape of a real
one: a city, a CAF, a federation, two centres A and B, four bodies, three themes, and a commitment
of each kind that the portal computes.
"""

from collections.abc import Iterable
from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.db.models import Model
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from pacte.accord.models import (
    Article,
    CategorieParticipant,
    Deliberation,
    Engagement,
    Fonction,
    GenreOrganisation,
    Initiative,
    Instance,
    LigneSignature,
    Organisation,
    Pacte,
    Partie,
    Personne,
    Portee,
    Qualite,
    Theme,
    User,
    Verification,
)

MOT_DE_PASSE = "une phrase assez longue"
T0 = date(2025, 1, 15)
EN_POSTE = date(2020, 1, 1)
_rang = count(1)

# The kind of organisation in which each quality is usually held.
GENRE_DE_LA_QUALITE = {
    Qualite.AGENT_AVS: GenreOrganisation.VILLE,
    Qualite.CHEF_SERVICE: GenreOrganisation.VILLE,
    Qualite.AGENT_SERVICE: GenreOrganisation.VILLE,
    Qualite.ELU: GenreOrganisation.VILLE,
    Qualite.DIRECTION: GenreOrganisation.CENTRE,
    Qualite.PROFESSIONNEL: GenreOrganisation.CENTRE,
    Qualite.MEMBRE_CA: GenreOrganisation.CENTRE,
    Qualite.PRESIDENCE: GenreOrganisation.CENTRE,
    Qualite.TRESORERIE: GenreOrganisation.CENTRE,
    Qualite.CONSEIL_CAF: GenreOrganisation.CAF,
    Qualite.FEDERATION: GenreOrganisation.FEDERATION,
    Qualite.FINANCEUR: GenreOrganisation.FINANCEUR,
}


def _ecrire(objets: Iterable[Model]) -> list[Any]:
    """Write these objects of one model and their history, in two queries and not two for each."""
    objets = list(objets)
    return bulk_create_with_history(objets, type(objets[0]))


def organisation(genre: str = GenreOrganisation.CENTRE, **champs: Any) -> Organisation:
    rang = next(_rang)
    defauts = {"code": f"{genre}-{rang}", "nom": f"Organisation {rang:06}"}
    return Organisation.objects.create(genre=genre, **{**defauts, **champs})


def personne(**champs: Any) -> Personne:
    qui = _quelqu_un(**champs)
    qui.save()
    return qui


def _quelqu_un(**champs: Any) -> Personne:
    """Somebody who is not written yet."""
    rang = next(_rang)
    defauts = {
        "prenom": "Camille",
        # Padded: pages sort by name, and 999 must not come after 1000.
        "nom": f"Martin{rang:06}",
        "courriel": f"camille.martin{rang}@exemple.test",
    }
    return Personne(**{**defauts, **champs})


def fonction(
    qualite: str = Qualite.DIRECTION, organisation_: Organisation | None = None, **champs: Any
) -> Fonction:
    """A function in force; the person and the organisation are made when they are not given."""
    if organisation_ is None:
        organisation_ = organisation(GENRE_DE_LA_QUALITE[Qualite(qualite)])
    champs.setdefault("personne", None)
    qui = champs.pop("personne") or personne()
    defauts = {"date_debut": EN_POSTE}
    return Fonction.objects.create(
        personne=qui, organisation=organisation_, qualite=qualite, **{**defauts, **champs}
    )


def compte(fonction_: Fonction, **champs: Any) -> User:
    """An account that signs in as this function's person, with MOT_DE_PASSE."""
    existant = User.objects.filter(personne=fonction_.personne_id).first()
    if existant is not None:
        return existant
    return User.objects.create_user(
        fonction_.personne.courriel,
        MOT_DE_PASSE,
        personne=fonction_.personne,
        derniere_fonction=fonction_,
        **champs,
    )


def superutilisateur() -> User:
    """A technical account: no person, no function."""
    return User.objects.create_superuser(f"technique{next(_rang)}@exemple.test", MOT_DE_PASSE)


ORDRE_DU_JOUR = [
    {"titre": "Ouverture", "duree_minutes": 15, "genre": "information"},
    {"titre": "Point d'étape", "duree_minutes": 60, "genre": "echange"},
    {"titre": "Suites à donner", "duree_minutes": 15, "genre": "decision"},
]


def _objectifs(*libelles: str) -> list[dict[str, str]]:
    return [{"code": slugify(libelle), "libelle": libelle} for libelle in libelles]


def _instances(pacte: Pacte) -> dict[str, Instance]:
    descriptions = {
        "comite-technique": {
            "nom": "Comité technique",
            "portee": Portee.CENTRE,
            "initiative": Initiative.PROFESSIONNEL,
            "rythme": "au moins un par an, avant le comité des financeurs",
            "objectifs": _objectifs(
                "information mutuelle", "dépôt de la demande", "dialogue de gestion"
            ),
            "categories": [
                ("centre", "Professionnelles et professionnels du centre", ["centre"], []),
                ("ville", "Techniciennes et techniciens de la Ville", ["ville"], []),
                ("caf", "CAF", ["caf"], []),
            ],
        },
        "comite-financeurs": {
            "nom": "Comité des financeurs",
            "portee": Portee.CENTRE,
            "initiative": Initiative.CENTRE,
            "rythme": "un par an",
            "alias": ["Rencontre annuelle", "Comité de pilotage des financeurs"],
            "objectifs": _objectifs("bilan", "point financier"),
            "categories": [
                ("centre", "Le centre", ["centre"], []),
                ("elus", "Élues et élus de la Ville", ["ville"], ["elu"]),
                ("financeurs", "Financeurs", ["caf", "financeur"], []),
            ],
        },
        "comite-pilotage": {
            "nom": "Comité de pilotage",
            "portee": Portee.PACTE,
            "initiative": Initiative.VILLE,
            "rythme": "une à deux fois par an",
            "cible": 2,
            "objectifs": _objectifs("enjeux", "suivi du pacte", "évaluation", "outils"),
            "categories": [
                ("administrateurs", "Administration", ["centre"], ["presidence", "membre_ca"]),
                ("directions", "Directions des centres", ["centre"], ["direction"]),
                ("elus", "Élues et élus de la Ville", ["ville"], ["elu"]),
                ("services", "Cheffes et chefs de service", ["ville"], ["chef_service"]),
                ("caf", "CAF", ["caf"], []),
            ],
        },
        "rencontre-thematique": {
            "nom": "Rencontre thématique",
            "portee": Portee.THEME,
            "initiative": Initiative.CALENDRIER,
            "rythme": "une à trois fois par an",
            "maximum": 3,
            "objectifs": _objectifs("questions opérationnelles", "nourrir le comité de pilotage"),
            "categories": [
                ("ville", "Ville", ["ville"], []),
                ("caf", "CAF", ["caf"], []),
                ("centres", "Représentantes et représentants des centres", ["centre"], []),
            ],
        },
    }
    categories = {code: lue.pop("categories") for code, lue in descriptions.items()}
    instances = _ecrire(
        Instance(
            pacte=pacte,
            code=code,
            ordre=ordre,
            nom_court=description["nom"],
            ordre_du_jour=ORDRE_DU_JOUR,
            **description,
        )
        for ordre, (code, description) in enumerate(descriptions.items(), start=1)
    )
    _ecrire(
        CategorieParticipant(
            instance=instance,
            code=code,
            ordre=rang,
            libelle=libelle,
            genres_organisation=genres,
            qualites=qualites,
            chaque_centre=genres == ["centre"] and instance.portee != Portee.CENTRE,
        )
        for instance in instances
        for rang, (code, libelle, genres, qualites) in enumerate(categories[instance.code], start=1)
    )
    return {instance.code: instance for instance in instances}


def _cadence(instance: str, par: str, minimum: int = 1, **autres: Any) -> dict[str, Any]:
    return {"instance": instance, "minimum": minimum, "par": par, **autres}


def _engagements(pacte: Pacte, articles: dict[int, Article]) -> dict[str, Engagement]:
    description = [
        ("C07", 0, "Toutes les parties signent", "signature", {}, ["ville", "caf", "centre"]),
        (
            "C30",
            4,
            "L'avance de 30 %",
            "avance",
            {"taux": "0.30", "dernier_jour_demande": "12-31", "paiement_vise": "01-31"},
            ["ville"],
        ),
        (
            "C32",
            4,
            "Un comité technique par an",
            "cadence",
            _cadence("comite-technique", "centre"),
            ["centre"],
        ),
        (
            "C33",
            4,
            "Le comité technique vient avant",
            "ordre",
            {"avant": "comite-technique", "apres": "comite-financeurs", "mois_maximum": 12},
            ["centre"],
        ),
        (
            "C37",
            4,
            "Un comité des financeurs par an",
            "cadence",
            _cadence("comite-financeurs", "centre"),
            ["centre"],
        ),
        (
            "C42",
            4,
            "Un à deux comités de pilotage par an",
            "cadence",
            _cadence("comite-pilotage", "pacte", cible=2),
            ["ville"],
        ),
        (
            "C46",
            4,
            "Une à trois rencontres thématiques par an",
            "cadence",
            _cadence("rencontre-thematique", "pacte", maximum=3, chaque_theme_sur_la_duree=True),
            ["ville"],
        ),
        ("C51", 5, "Deux ans à compter de la signature", "duree", {"annees": 2}, ["ville"]),
    ]
    engagements = _ecrire(
        Engagement(
            pacte=pacte,
            article=articles[article],
            code=code,
            ordre=ordre,
            titre=titre,
            enonce=f"{titre}, dans nos mots.",
            citation="citation de l'acte",
            revient_a=revient_a,
            verification=Verification.AUTOMATIQUE,
            genre_regle=genre,
            parametres=parametres,
        )
        for ordre, (code, article, titre, genre, parametres, revient_a) in enumerate(
            description, start=1
        )
    )
    return {engagement.code: engagement for engagement in engagements}


def un_pacte(code: str = "essai", *, signe: bool = True) -> SimpleNamespace:
    """A small whole pact, signed on T0 by all its parties unless `signe` is false.

    Gives pacte, ville, caf, federation, financeur, a and b (the centres), parties, instances,
    categories, themes, articles and engagements, the last ones by code.
    """
    ville, caf, federation, financeur, a, b = _ecrire(
        Organisation(genre=genre, code=f"{code}-{suite}", nom=nom, sigle=sigle)
        for genre, suite, nom, sigle in (
            ("ville", "ville", "Ville d'Essai", "Ville"),
            ("caf", "caf", "CAF d'Essai", "CAF"),
            ("federation", "federation", "Fédération d'Essai", ""),
            ("financeur", "departement", "Département d'Essai", ""),
            ("centre", "a", "Centre social A", "CSA"),
            ("centre", "b", "Centre social B", "CSB"),
        )
    )
    pacte = Pacte.objects.create(
        code=code,
        titre="Pacte de coopération d'Essai",
        titre_court="Pacte d'Essai",
        ville=ville,
        service_ville="service Animation de la vie sociale",
        duree_annees=2,
        ambition="Coopérer mieux.",
        date_effet=T0 if signe else None,
    )
    pacte.partenaires.add(financeur)
    parties = _ecrire(
        Partie(pacte=pacte, organisation=partie, ordre=ordre, designation=partie.nom)
        for ordre, partie in enumerate((ville, caf, federation, a, b), start=1)
    )
    signataires = _ecrire(_quelqu_un() for _ in parties)
    _ecrire(
        LigneSignature(
            partie=partie,
            personne=signataire,
            intitule="président",
            date_signature=T0 if signe else None,
        )
        for partie, signataire in zip(parties, signataires, strict=True)
    )
    Deliberation.objects.create(
        pacte=pacte,
        numero="DCM-2024-001",
        objet="Approbation du pacte",
        date_seance=date(2024, 12, 10),
        en_exercice=45,
        presents=32,
        pouvoirs=13,
        vote="unanimité",
        date_transmission=date(2024, 12, 11),
        date_publication=date(2024, 12, 11),
        identifiant_acte="000-0001-DE",
        identifiant_annexe="000-0002-DE",
    )
    articles = _ecrire(
        Article(pacte=pacte, numero=numero, titre=titre)
        for numero, titre in enumerate(
            ("Préambule", "Objet", "Coopération", "Thèmes", "Instances", "Durée", "Résiliation")
        )
    )
    themes = _ecrire(
        Theme(pacte=pacte, code=code_theme, numero=numero, titre=titre, titre_court=titre)
        for numero, (code_theme, titre) in enumerate(
            (("participation", "Participation"), ("moyens", "Moyens"), ("droits", "Droits")),
            start=1,
        )
    )
    par_numero = {article.numero: article for article in articles}
    instances = _instances(pacte)
    return SimpleNamespace(
        pacte=pacte,
        ville=ville,
        caf=caf,
        federation=federation,
        financeur=financeur,
        a=a,
        b=b,
        parties={partie.organisation.code: partie for partie in parties},
        articles=par_numero,
        themes={theme.code: theme for theme in themes},
        instances=instances,
        categories={
            (categorie.instance.code, categorie.code): categorie
            for categorie in CategorieParticipant.objects.filter(
                instance__pacte=pacte
            ).select_related("instance")
        },
        engagements=_engagements(pacte, par_numero),
    )


def equipe(p: SimpleNamespace) -> dict[str, Fonction]:
    """One function in force of each quality around the pact `p`, on centre A's side."""
    lieux = {"ville": p.ville, "caf": p.caf, "federation": p.federation, "centre": p.a}
    lieux["financeur"] = p.financeur
    gens = _ecrire(_quelqu_un() for _ in Qualite)
    fonctions = _ecrire(
        Fonction(
            personne=qui,
            organisation=lieux[GENRE_DE_LA_QUALITE[qualite]],
            qualite=qualite,
            date_debut=EN_POSTE,
        )
        for qualite, qui in zip(Qualite, gens, strict=True)
    )
    return {str(fonction_.qualite): fonction_ for fonction_ in fonctions}

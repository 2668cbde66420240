"""Second check of a pact's file: what its rows say of each other. No database."""

import re
from collections.abc import Iterator
from typing import Any

from pacte.accord.chargement import schema
from pacte.accord.chargement.structure import Fichier, Ligne, joindre, nommer
from pacte.accord.genres import GENRES, erreurs_de_parametres, instances_citees
from pacte.accord.models import GenreOrganisation, Portee, Qualite

# A commitment may rest with « the centres » rather than with one named organisation.
GENRES_RESPONSABLES = tuple(
    str(genre)
    for genre in (
        GenreOrganisation.VILLE,
        GenreOrganisation.CAF,
        GenreOrganisation.FEDERATION,
        GenreOrganisation.CENTRE,
    )
)
_BORNES = ("minimum", "cible", "maximum")


def verifier_coherence(fichier: Fichier) -> list[str]:
    """Return every contradiction between rows, each « chemin.de.la.cle : message »."""
    erreurs: list[str] = []
    for controle in (
        _doublons,
        _references,
        _pacte,
        _deliberation,
        _instances,
        _engagements,
        _siret,
        _dates,
    ):
        erreurs += [f"{chemin} : {message}" for chemin, message in controle(fichier)]
    return erreurs


type_erreurs = Iterator[tuple[str, str]]


def _identite(ligne: Ligne, table: schema.Table) -> tuple[Any, ...]:
    return tuple(ligne.valeurs.get(cle) for cle in table.identite)


def _doublons(fichier: Fichier) -> type_erreurs:
    for nom, table in schema.LISTES.items():
        yield from _doublons_de(fichier.listes[nom], table)
        for ligne in fichier.listes[nom]:
            for nom_enfant, enfant in table.enfants.items():
                yield from _doublons_de(ligne.enfants[nom_enfant], enfant)


def _doublons_de(lignes: list[Ligne], table: schema.Table) -> type_erreurs:
    premiers: dict[tuple[Any, ...], str] = {}
    for ligne in lignes:
        identite = _identite(ligne, table)
        if None in identite:
            continue
        if identite in premiers:
            valeurs = ", ".join(str(valeur) for valeur in identite)
            cle = joindre(ligne.chemin, table.identite[-1])
            yield cle, f"« {valeurs} » est déjà écrit dans {premiers[identite]}"
        premiers.setdefault(identite, ligne.chemin)


def _references(fichier: Fichier) -> type_erreurs:
    connus = {
        nom: {ligne.valeurs.get(table.identite[0]) for ligne in fichier.listes[nom]}
        for nom, table in schema.LISTES.items()
        if len(table.identite) == 1
    }

    def verifier(ligne: Ligne, table: schema.Table) -> type_erreurs:
        for cle, cible in table.references.items():
            valeur = ligne.valeurs.get(cle)
            if valeur is not None and valeur not in connus[cible]:
                yield joindre(ligne.chemin, cle), f"{nommer(valeur)} n'est pas dans [[{cible}]]"
        for nom, enfant in table.enfants.items():
            for sous_ligne in ligne.enfants.get(nom, []):
                yield from verifier(sous_ligne, enfant)

    yield from verifier(fichier.pacte, schema.PACTE)
    for rang, code in enumerate(fichier.pacte.valeurs.get("partenaires", [])):
        if code not in connus["organisations"]:
            yield f"partenaires[{rang}]", f"{nommer(code)} n'est pas dans [[organisations]]"
    for nom, table in schema.LISTES.items():
        for ligne in fichier.listes[nom]:
            yield from verifier(ligne, table)


def _pacte(fichier: Fichier) -> type_erreurs:
    valeurs = fichier.pacte.valeurs
    genres = {
        ligne.valeurs.get("code"): ligne.valeurs.get("genre")
        for ligne in fichier.listes["organisations"]
    }
    ville = valeurs.get("ville")
    if genres.get(ville, GenreOrganisation.VILLE) != GenreOrganisation.VILLE:
        yield "ville", f"{nommer(ville)} n'est pas une organisation du genre « ville »"
    if valeurs.get("duree_annees") == 0:
        yield "duree_annees", "la durée du pacte est d'au moins un an"
    parties = [ligne.valeurs.get("organisation") for ligne in fichier.listes["parties"]]
    if len(parties) < 2:
        yield "parties", "un pacte a au moins deux parties"
    if ville is not None and ville not in parties:
        yield "parties", f"la ville {nommer(ville)} n'est pas parmi les parties"
    for rang, code in enumerate(valeurs.get("partenaires", [])):
        if code in parties:
            yield f"partenaires[{rang}]", f"{nommer(code)} est déjà une partie"


def _deliberation(fichier: Fichier) -> type_erreurs:
    if fichier.deliberation is None:
        return
    valeurs = fichier.deliberation.valeurs
    parts = [valeurs.get(cle) for cle in ("presents", "pouvoirs", "absents")]
    exercice = valeurs.get("en_exercice")
    if exercice is None or None in parts:
        return
    total = sum(part for part in parts if part is not None)
    if exercice != total:
        yield (
            "deliberation.en_exercice",
            f"présents, pouvoirs et absents font ensemble {total}, et non {exercice}",
        )


def _instances(fichier: Fichier) -> type_erreurs:
    for ligne in fichier.listes["instances"]:
        minimum = ligne.valeurs.get("minimum")
        for cle in ("cible", "maximum"):
            borne = ligne.valeurs.get(cle)
            if minimum is not None and borne is not None and borne < minimum:
                yield joindre(ligne.chemin, cle), f"{borne} est sous le minimum ({minimum})"
        yield from _ordre_du_jour(ligne)
        for categorie in ligne.enfants.get("categories", []):
            yield from _categorie(categorie)


def _ordre_du_jour(ligne: Ligne) -> type_erreurs:
    codes = [objectif["code"] for objectif in ligne.valeurs.get("objectifs", [])]
    points = ligne.valeurs.get("ordre_du_jour", [])
    for rang, point in enumerate(points):
        objectif = point.get("objectif", "")
        if objectif and objectif not in codes:
            chemin = joindre(ligne.chemin, f"ordre_du_jour[{rang}].objectif")
            yield chemin, f"{nommer(objectif)} n'est pas un objectif de cette instance"
    total = sum(point["duree_minutes"] for point in points)
    duree = ligne.valeurs.get("duree_minutes")
    if duree is not None and total > duree:
        chemin = joindre(ligne.chemin, "ordre_du_jour")
        yield chemin, f"les points durent {total} minutes, et l'instance {duree}"


def _siret(fichier: Fichier) -> type_erreurs:
    for ligne in fichier.listes["organisations"]:
        siret = ligne.valeurs.get("siret", "")
        if siret and not re.fullmatch(r"\d{14}", siret):
            yield joindre(ligne.chemin, "siret"), f"le SIRET compte 14 chiffres, lu {nommer(siret)}"


def _categorie(ligne: Ligne) -> type_erreurs:
    for cle, choix in (
        ("genres_organisation", GenreOrganisation.values),
        ("qualites", Qualite.values),
    ):
        for rang, mot in enumerate(ligne.valeurs.get(cle, [])):
            if mot not in choix:
                chemin = joindre(ligne.chemin, f"{cle}[{rang}]")
                yield chemin, f"attendu un mot parmi {', '.join(choix)}, lu {nommer(mot)}"


def _engagements(fichier: Fichier) -> type_erreurs:
    responsables = {ligne.valeurs.get("organisation") for ligne in fichier.listes["parties"]}
    responsables |= set(GENRES_RESPONSABLES)
    for ligne in fichier.listes["engagements"]:
        for rang, code in enumerate(ligne.valeurs.get("revient_a", [])):
            if code not in responsables:
                chemin = joindre(ligne.chemin, f"revient_a[{rang}]")
                genres = ", ".join(GENRES_RESPONSABLES)
                yield chemin, f"{nommer(code)} n'est ni une partie ni un mot parmi {genres}"
        genre = ligne.valeurs.get("genre_regle", "")
        parametres = ligne.valeurs.get("parametres")
        if genre in GENRES and parametres is not None:
            chemin = joindre(ligne.chemin, "parametres")
            yield from _parametres(fichier, genre, parametres, chemin)


def _parametres(
    fichier: Fichier, genre: str, parametres: dict[str, Any], chemin: str
) -> type_erreurs:
    erreurs = erreurs_de_parametres(genre, parametres)
    yield from ((joindre(chemin, cle), message) for cle, message in erreurs)
    instances = {ligne.valeurs.get("code"): ligne for ligne in fichier.listes["instances"]}
    for cle, code in instances_citees(genre, parametres):
        if code not in instances:
            yield joindre(chemin, cle), f"{nommer(code)} n'est pas dans [[instances]]"
    if genre == "duree" and not erreurs:
        duree = fichier.pacte.valeurs.get("duree_annees")
        if duree is not None and parametres["annees"] != duree:
            yield joindre(chemin, "annees"), f"le pacte dure {duree} an(s) (clé duree_annees)"
    if genre == "cadence" and not erreurs and parametres["instance"] in instances:
        yield from _cadence(instances[parametres["instance"]], parametres, chemin)


def _cadence(instance: Ligne, parametres: dict[str, Any], chemin: str) -> type_erreurs:
    """The rhythm is written twice, for the rule and for the body's page: the two must agree."""
    for cle in _BORNES:
        attendue = instance.valeurs.get(cle)
        if cle in instance.valeurs and parametres.get(cle) != attendue:
            dit = "rien" if attendue is None else str(attendue)
            yield joindre(chemin, cle), f"{instance.chemin}.{cle} dit {dit}"
    portee = instance.valeurs.get("portee")
    if parametres["par"] != Portee.PACTE and portee is not None and parametres["par"] != portee:
        yield joindre(chemin, "par"), f"{instance.chemin}.portee dit « {portee} »"


def _dates(fichier: Fichier) -> type_erreurs:
    if fichier.deliberation is None:
        return
    valeurs = fichier.deliberation.valeurs
    for avant, apres in (
        ("date_convocation", "date_seance"),
        ("date_seance", "date_transmission"),
        ("date_publication", "date_fin_publication"),
    ):
        debut, fin = valeurs.get(avant), valeurs.get(apres)
        if debut is not None and fin is not None and fin < debut:
            yield joindre("deliberation", apres), f"ce jour précède « {avant} » ({debut})"

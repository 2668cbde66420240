"""Removing what a pact's file no longer says: only what a file gave, and nothing in use."""

from typing import Any

from django.db import models

from pacte.accord.chargement import schema
from pacte.accord.chargement.ecriture import DEBUT_MOTIF, Ecriture
from pacte.accord.chargement.lecture import FichierInvalide, debut_motif
from pacte.accord.chargement.schema import Table


def retirer(ecriture: Ecriture) -> None:
    """Remove the rows of the pact that left its file. Raises FichierInvalide when one is in use.

    A row made in the portal (a party that came by an avenant) is never touched. People,
    functions and organisations that are in use stay in the directory, with a remark.
    """
    refus: list[str] = []
    for table in _tables_du_pacte():
        for objet in _absentes(ecriture, table):
            usages = usages_de(objet)
            if usages:
                refus.append(_refuser(table, objet, usages))
            else:
                _supprimer(ecriture, table, objet)
    if refus:
        raise FichierInvalide(refus)
    for nom in ("fonctions", "personnes", "organisations"):
        _retirer_communes(ecriture, schema.LISTES[nom])


def usages_de(objet: models.Model) -> list[str]:
    """Return what refers to a row, in words: « 3 réunions ». Its history does not count."""
    usages = []
    for relation in objet._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        modele = relation.related_model
        if modele._meta.pk.name in {"history_id", "m2m_history_id"}:
            continue
        nombre = modele._base_manager.filter(**{relation.field.name: objet}).count()
        if nombre:
            mot = modele._meta.verbose_name if nombre == 1 else modele._meta.verbose_name_plural
            usages.append(f"{nombre} {mot}")
    return usages


def _tables_du_pacte() -> list[Table]:
    """The tables of one pact, held rows before those that hold them."""
    tables = []
    for table in reversed(list(schema.LISTES.values())):
        if not table.commune:
            tables += [*table.enfants.values(), table]
    return [*tables, schema.DELIBERATION]


def _absentes(ecriture: Ecriture, table: Table) -> list[Any]:
    chemin = "pacte" if table.parent == "pacte" else f"{table.parent}__pacte"
    objets = table.modele._default_manager.filter(**{chemin: ecriture.pacte})
    vues = ecriture.vues.get(table.modele, set())
    return [objet for objet in objets if objet.pk not in vues and _is_venue_d_un_fichier(objet)]


def _is_venue_d_un_fichier(objet: Any) -> bool:
    premiere = objet.history.order_by("history_date", "history_id").first()
    return premiere is not None and (premiere.history_change_reason or "").startswith(DEBUT_MOTIF)


def _retirer_communes(ecriture: Ecriture, table: Table) -> None:
    historique = table.modele.history.filter(
        history_type="+",
        history_change_reason__startswith=debut_motif(ecriture.contenu.nom),
    )
    cles = set(historique.values_list("id", flat=True)) - ecriture.vues.get(table.modele, set())
    for objet in table.modele._default_manager.filter(pk__in=cles).order_by("pk"):
        if usages_de(objet):
            ecriture.bilan.remarques.append(
                f"{table.nom} : « {objet} » n'est plus dans le fichier, reste dans l'annuaire"
            )
        else:
            _supprimer(ecriture, table, objet)


def _supprimer(ecriture: Ecriture, table: Table, objet: Any) -> None:
    objet._change_reason = ecriture.contenu.motif
    objet.delete()
    ecriture.bilan.compte(table.nom).retraits += 1


def _refuser(table: Table, objet: models.Model, usages: list[str]) -> str:
    return (
        f"{table.nom} : « {objet} » n'est plus dans le fichier, mais le portail s'en sert "
        f"({', '.join(usages)}). Remettez cette ligne dans le fichier."
    )

"""Writing the rows of a checked file: adds, updates, keeps what people changed in the portal."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from pacte.accord.chargement import schema
from pacte.accord.chargement.bilan import Bilan
from pacte.accord.chargement.lecture import Contenu
from pacte.accord.chargement.schema import Table
from pacte.accord.chargement.structure import Fichier, Ligne
from pacte.accord.models import Pacte

DEBUT_MOTIF = "fichier "
# Columns that the file alone decides: they are never « kept » from the portal.
DU_FICHIER = frozenset({"ordre", "empreinte_fichier", "fictive"})
_VIDES: tuple[Any, ...] = ("", None, [], {})

type_index = dict[tuple[Any, ...], models.Model]


def ecrire(fichier: Fichier, contenu: Contenu, bilan: Bilan) -> "Ecriture":
    """Write every row of the file; removals are another step. To be called in a transaction."""
    ecriture = Ecriture(contenu, bilan)
    fictive = {"fictive": fichier.pacte.valeurs["fictif"]}
    ecriture.liste("organisations", fichier.listes["organisations"], en_plus=fictive)
    ecriture.liste("personnes", fichier.listes["personnes"])
    ecriture.ecrire_pacte(fichier.pacte)
    ecriture.ecrire_deliberation(fichier.deliberation)
    for nom in schema.LISTES:
        if nom not in {"organisations", "personnes"}:
            ecriture.liste(nom, fichier.listes[nom])
    return ecriture


def champs_du_portail(versions: Iterable[Any], champs: Iterable[str]) -> set[str]:
    """Return the columns whose present value was entered in the portal, not given by a file.

    `versions` are the row's history rows, oldest first. A value belongs to whoever last changed
    it; a row made in the portal owns what it was made with, empty columns excepted.
    """
    du_portail: dict[str, bool] = {}
    precedente = None
    for version in versions:
        par_fichier = (version.history_change_reason or "").startswith(DEBUT_MOTIF)
        for champ in champs:
            valeur = getattr(version, champ)
            # The first version holds what the row was made with: an empty column is nobody's.
            avant = _VIDES if precedente is None else (getattr(precedente, champ),)
            if valeur not in avant:
                du_portail[champ] = not par_fichier
        precedente = version
    return {champ for champ, portail in du_portail.items() if portail}


class Ecriture:
    """One loading under way: the rows written so far, by table and identity."""

    def __init__(self, contenu: Contenu, bilan: Bilan) -> None:
        self.contenu = contenu
        self.bilan = bilan
        # Known once the organisations are written: the pact names its city.
        self.pacte: Pacte
        # For each list of the file: identity as written -> row; and the rows met, by model.
        self.index: dict[str, type_index] = {}
        self.vues: dict[type[models.Model], set[Any]] = {}

    def ecrire_pacte(self, ligne: Ligne) -> None:
        existant = Pacte.objects.filter(code=ligne.valeurs["code"]).first()
        en_plus = {"empreinte_fichier": self.contenu.empreinte}
        pacte = self._ligne(schema.PACTE, ligne, existant, en_plus)
        self.pacte = pacte
        codes = ligne.valeurs["partenaires"]
        partenaires = [self.index["organisations"][(code,)] for code in codes]
        pacte.partenaires.set(partenaires)

    def ecrire_deliberation(self, ligne: Ligne | None) -> None:
        if ligne is None:
            return
        table = schema.DELIBERATION
        existante = table.modele.objects.filter(pacte=self.pacte).first()
        self._ligne(table, ligne, existante, {"pacte": self.pacte})

    def liste(
        self, nom: str, lignes: list[Ligne], en_plus: Mapping[str, Any] | None = None
    ) -> None:
        """Write the rows of one list of the file, then the rows that each holds."""
        table = schema.LISTES[nom]
        parent = {} if table.commune else {"pacte": self.pacte}
        lignes_ecrites = self._lignes(table, lignes, parent | dict(en_plus or {}), parent)
        self.index[nom] = {
            tuple(ligne.valeurs[cle] for cle in table.identite): objet
            for ligne, objet in zip(lignes, lignes_ecrites, strict=True)
        }
        for nom_enfant, enfant in table.enfants.items():
            self.bilan.compte(enfant.nom)
            for ligne, objet in zip(lignes, lignes_ecrites, strict=True):
                lien = {enfant.parent: objet}
                self._lignes(enfant, ligne.enfants[nom_enfant], lien, lien)

    def _lignes(
        self, table: Table, lignes: list[Ligne], en_plus: Mapping[str, Any], parent: dict[str, Any]
    ) -> list[models.Model]:
        self.bilan.compte(table.nom)
        existantes = self._existantes(table, lignes, parent)
        ecrites = []
        for rang, ligne in enumerate(lignes, start=1):
            existante = existantes.get(self._identite(table, ligne))
            range_ = {"ordre": rang} if table.rangee else {}
            ecrites.append(self._ligne(table, ligne, existante, {**en_plus, **range_}))
        return ecrites

    def _existantes(self, table: Table, lignes: list[Ligne], parent: dict[str, Any]) -> type_index:
        """The rows already there, by identity: all those of the parent, or those that are named."""
        filtres = dict(parent)
        if not parent:
            premiere = table.identite[0]
            filtres[f"{premiere}__in"] = [self._identite(table, ligne)[0] for ligne in lignes]
        attnames = [table.modele._meta.get_field(nom).attname for nom in table.identite]
        objets = table.modele._default_manager.filter(**filtres).order_by("-pk")
        return {tuple(getattr(objet, nom) for nom in attnames): objet for objet in objets}

    def _identite(self, table: Table, ligne: Ligne) -> tuple[Any, ...]:
        """A row's identity as the database holds it: the key of a reference is its row's."""
        valeurs = []
        for cle in table.identite:
            valeur = ligne.valeurs[cle]
            if cle in table.references:
                valeur = self.index[table.references[cle]][(valeur,)].pk
            valeurs.append(valeur)
        return tuple(valeurs)

    def _valeurs(self, table: Table, ligne: Ligne) -> dict[str, Any]:
        valeurs = {}
        for cle, valeur in ligne.valeurs.items():
            if cle in table.references:
                valeurs[cle] = self.index[table.references[cle]][(valeur,)]
            elif cle != "partenaires":
                valeurs[cle] = valeur
        return valeurs

    def _ligne(
        self,
        table: Table,
        ligne: Ligne,
        existante: models.Model | None,
        en_plus: Mapping[str, Any],
    ) -> Any:
        valeurs = self._valeurs(table, ligne) | dict(en_plus)
        compte = self.bilan.compte(table.nom)
        if existante is None:
            objet = table.modele(**valeurs)
            objet._change_reason = self.contenu.motif
            objet.save()
            compte.ajouts += 1
        else:
            objet = existante
            if self._mettre_a_jour(objet, ligne, valeurs):
                compte.modifications += 1
            else:
                compte.inchanges += 1
        self.vues.setdefault(table.modele, set()).add(objet.pk)
        return objet

    def _mettre_a_jour(self, objet: models.Model, ligne: Ligne, valeurs: Mapping[str, Any]) -> bool:
        """Give the row its values of the file; return whether anything was written."""
        # pk of a related row: comparing rows themselves would read them one by one.
        colonnes = {nom: objet._meta.get_field(nom).attname for nom in valeurs}
        attendues = {
            nom: valeur.pk if isinstance(valeur, models.Model) else valeur
            for nom, valeur in valeurs.items()
        }
        differents = [
            nom for nom, attname in colonnes.items() if getattr(objet, attname) != attendues[nom]
        ]
        a_verifier = [nom for nom in differents if nom not in DU_FICHIER]
        gardes: set[str] = set()
        if a_verifier:
            versions = objet.history.order_by("history_date", "history_id")
            attnames = {colonnes[nom]: nom for nom in a_verifier}
            gardes = {attnames[nom] for nom in champs_du_portail(versions, attnames)}
        for nom in sorted(gardes & ligne.ecrites):
            self.bilan.remarques.append(
                f"{ligne.chemin or 'pacte'}.{nom} : valeur saisie dans le portail, conservée "
                f"({getattr(objet, colonnes[nom])})"
            )
        changes = [nom for nom in differents if nom not in gardes]
        if not changes:
            return False
        for nom in changes:
            setattr(objet, nom, valeurs[nom])
        if isinstance(objet, Pacte):
            # A form opened before this loading must not put the old values back.
            objet.version += 1
            changes.append("version")
        objet._change_reason = self.contenu.motif
        objet.save(update_fields=changes)
        return True

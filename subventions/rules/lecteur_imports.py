"""Reading the cells of one line through a correspondence: whose line it is, what it says. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pacte.socle.montants import ZERO
from subventions.rules import cellules
from subventions.rules.cellules import CelluleIllisible, simplifier, texte
from subventions.rules.colonnes import PAR_CODE
from subventions.rules.correspondances import Correspondance
from subventions.rules.lignes_importees import (
    EN_NATURE,
    FONCTIONNEMENT,
    CentreConnu,
    Observation,
)
from subventions.rules.tableaux import Ligne

LONGUEUR_OBJET = 256
GENRES = (
    ("fonctionnement", FONCTIONNEMENT),
    ("fonct", FONCTIONNEMENT),
    ("global", FONCTIONNEMENT),
    ("projet", "projet"),
    ("action", "projet"),
    ("manifestation", "projet"),
    ("invest", "investissement"),
    ("equipement", "investissement"),
    ("except", "exceptionnelle"),
    ("nature", EN_NATURE),
    ("mise a disposition", EN_NATURE),
)
T = TypeVar("T")


@dataclass
class Carnet:
    """What is noted while reading."""

    erreurs: list[Observation] = field(default_factory=list)
    remarques: list[Observation] = field(default_factory=list)
    inconnus: dict[str, list[tuple[int, Decimal]]] = field(
        default_factory=lambda: defaultdict(list)
    )


class Lecteur:
    """Reads the lines of one sheet through a correspondence."""

    def __init__(
        self,
        correspondance: Correspondance,
        noms: Sequence[str],
        centres: Iterable[CentreConnu],
        aujourdhui: date,
    ) -> None:
        self.correspondance = correspondance
        self.rangs = {
            code: noms.index(nom) for code, nom in correspondance.colonnes.items() if nom in noms
        }
        self.noms = noms
        self.centres = {centre.code: centre for centre in centres}
        self.choisis = {simplifier(nom): code for nom, code in correspondance.centres.items()}
        self.genres = {simplifier(mot): genre for mot, genre in correspondance.genres.items()}
        self.aujourdhui = aujourdhui
        self.carnet = Carnet()

    def valeur(self, ligne: Ligne, code: str) -> Any:
        """The cell of this column, else what the whole file shares."""
        rang = self.rangs.get(code)
        lue = ligne[rang] if rang is not None else None
        if cellules.is_vide(lue):
            return self.correspondance.valeurs.get(code)
        return lue

    def nom_de(self, code: str) -> str:
        rang = self.rangs.get(code)
        return self.noms[rang] if rang is not None else PAR_CODE[code].libelle

    def lire(self, ligne: Ligne, code: str, lecteur: Callable[[Any], T]) -> T | None:
        """The value of a column; what cannot be read is an error of the line."""
        try:
            return lecteur(self.valeur(ligne, code))
        except CelluleIllisible as erreur:
            self.refuser(ligne, code, str(erreur))
            return None

    def refuser(self, ligne: Ligne, code: str, phrase: str) -> None:
        self.carnet.erreurs.append(
            Observation(ligne.numero, self.nom_de(code) if code else "", phrase)
        )

    def remarquer(self, ligne: Ligne, code: str, phrase: str) -> None:
        self.carnet.remarques.append(
            Observation(ligne.numero, self.nom_de(code) if code else "", phrase)
        )

    # --- Whose line it is ----------------------------------------------------------------------
    def centre(self, ligne: Ligne) -> CentreConnu | None:
        """The centre of the line, by SIRET, RNA, then name; None when it is set aside or refused."""
        nom = texte(self.valeur(ligne, "centre"))
        choisi = self.choisis.get(simplifier(nom)) if nom else None
        if choisi is not None:
            if choisi and choisi not in self.centres:
                self.refuser(ligne, "centre", f"« {choisi} » n'est pas un centre du pacte.")
            elif not choisi:
                self.remarquer(ligne, "centre", f"« {nom} » est laissé de côté, comme demandé.")
            return self.centres.get(choisi)
        par_numero = self._par_numero(ligne)
        par_nom = self._par_nom(nom)
        if par_numero and par_nom and par_numero is not par_nom:
            self.refuser(
                ligne,
                "centre",
                f"le nom est celui de {par_nom.nom}, le numéro celui de {par_numero.nom}.",
            )
            return None
        trouve = par_numero or par_nom
        if trouve is None:
            self.carnet.inconnus[nom or self._numero_ecrit(ligne)].append(
                (ligne.numero, self.montant_ou_zero(ligne))
            )
        return trouve

    def _numero_ecrit(self, ligne: Ligne) -> str:
        return texte(self.valeur(ligne, "siret")) or texte(self.valeur(ligne, "rna"))

    def montant_ou_zero(self, ligne: Ligne) -> Decimal:
        try:
            return cellules.montant(self.valeur(ligne, "montant")) or ZERO
        except CelluleIllisible:
            return ZERO

    def _par_numero(self, ligne: Ligne) -> CentreConnu | None:
        for code, lecteur in (("siret", cellules.siret), ("rna", cellules.rna)):
            try:
                lu = lecteur(self.valeur(ligne, code))
            except CelluleIllisible as erreur:
                if self._par_nom(texte(self.valeur(ligne, "centre"))):
                    self.remarquer(ligne, code, f"{erreur} Le centre est reconnu par son nom.")
                continue
            trouves = [c for c in self.centres.values() if lu and self._porte(c, code, lu)]
            if len(trouves) == 1:
                return trouves[0]
        return None

    @staticmethod
    def _porte(centre: CentreConnu, code: str, lu: str) -> bool:
        if code == "rna":
            return centre.rna.upper() == lu
        return bool(centre.siret) and centre.siret.startswith(lu)

    def _par_nom(self, nom: str) -> CentreConnu | None:
        simple = simplifier(nom)
        trouves = [c for c in self.centres.values() if simple and simple in c.noms]
        return trouves[0] if len(trouves) == 1 else None

    # --- What it says --------------------------------------------------------------------------
    def genre(self, ligne: Ligne) -> str:
        """The kind of subsidy; operating when nothing says it."""
        mots = texte(self.valeur(ligne, "genre"))
        simple = simplifier(mots)
        if not simple:
            return FONCTIONNEMENT
        if simple in self.genres:
            return self.genres[simple]
        trouve = next((genre for mot, genre in GENRES if mot in simple), "")
        if not trouve:
            self.refuser(
                ligne,
                "genre",
                f"« {mots} » n'est pas un genre connu : fonctionnement, projet, investissement, "
                "exceptionnelle ou aide en nature.",
            )
        return trouve

    def objet(self, ligne: Ligne, defaut: str) -> str:
        lu = texte(self.valeur(ligne, "objet")) or defaut
        if len(lu) > LONGUEUR_OBJET:
            self.remarquer(ligne, "objet", f"l'objet est coupé à {LONGUEUR_OBJET} signes.")
        return lu[:LONGUEUR_OBJET].rstrip()

    def exiger(self, ligne: Ligne, **lus: Any) -> bool:
        """Say what is missing among required values that were read without error."""
        deja = {(o.ligne, o.colonne) for o in self.carnet.erreurs}
        for code, lu in lus.items():
            if lu in (None, "") and (ligne.numero, self.nom_de(code)) not in deja:
                self.refuser(ligne, code, "il n'y a rien dans cette case.")
        return not any(o.ligne == ligne.numero for o in self.carnet.erreurs)

    def jour_passe(self, ligne: Ligne, code: str) -> date | None:
        lu = self.lire(ligne, code, cellules.jour)
        if lu is not None and lu > self.aujourdhui:
            self.refuser(ligne, code, "cette date n'est pas encore passée.")
        return lu

"""What a loading did, counted by kind, and what it has to say."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Compte:
    ajouts: int = 0
    modifications: int = 0
    retraits: int = 0
    inchanges: int = 0

    @property
    def is_change(self) -> bool:
        return bool(self.ajouts or self.modifications or self.retraits)

    def __bool__(self) -> bool:
        """Whether there is anything to tell of this kind of row."""
        return self.is_change or self.inchanges > 0

    def __str__(self) -> str:
        return ", ".join(
            (
                _compter(self.ajouts, "ajout"),
                _compter(self.modifications, "modification"),
                _compter(self.retraits, "retrait"),
                f"{self.inchanges} sans changement",
            )
        )


@dataclass(slots=True)
class Bilan:
    """Counts per kind of row, in the order of writing, and French remarks."""

    comptes: dict[str, Compte] = field(default_factory=dict)
    remarques: list[str] = field(default_factory=list)
    # What the act's text held that no article could take, and what a reader should look at.
    texte: list[str] = field(default_factory=list)

    def compte(self, nom: str) -> Compte:
        return self.comptes.setdefault(nom, Compte())

    @property
    def is_change(self) -> bool:
        """Whether anything was written."""
        return any(compte.is_change for compte in self.comptes.values())

    def resume(self) -> str:
        """One line for the journal."""
        total = Compte(
            sum(compte.ajouts for compte in self.comptes.values()),
            sum(compte.modifications for compte in self.comptes.values()),
            sum(compte.retraits for compte in self.comptes.values()),
            sum(compte.inchanges for compte in self.comptes.values()),
        )
        return str(total)


def _compter(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}" if nombre < 2 else f"{nombre} {mot}s"

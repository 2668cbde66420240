"""Amounts: one rounding, one way to read what people type, one way to write (U7, R14)."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from pacte.socle.formulaires import MONTANT_MAXIMAL, MontantField
from pacte.socle.montants import (
    MontantIllisible,
    arrondir_centime,
    ecrire_montant,
    lire_montant,
    repartir,
)

LISIBLES = [
    ("12 345,67", "12345.67"),
    ("12\u00a0345,67", "12345.67"),
    ("12\u202f345,67", "12345.67"),
    ("12345.67", "12345.67"),
    ("12345,67", "12345.67"),
    ("12 345,67 €", "12345.67"),
    ("12\u202f345,67\u00a0€", "12345.67"),
    ("12345€", "12345.00"),
    ("0", "0.00"),
    ("0,5", "0.50"),
    ("1 234 567", "1234567.00"),
    ("  42 ", "42.00"),
    ("\t42\r\n", "42.00"),
    ("-1 500,50", "-1500.50"),
    ("\u22121\u00a0500,50\u00a0€", "-1500.50"),
    ("-1 500,00", "-1500.00"),
]
ILLISIBLES = [
    "",
    "1e5",
    "NaN",
    "Infinity",
    "12,345",
    "12.345",
    "12 34",
    "1 2345",
    "1234 567",
    "１２",
    "١٢",
    "12,",
    ",5",
    "+12",
    "--12",
    "12 €€",
    "€12",
    "12 345,67,8",
    "1,234.56",
    "douze",
    "0x10",
    "1_000",
]


@pytest.mark.parametrize(("texte", "attendu"), LISIBLES)
def test_un_montant_se_lit_comme_on_l_ecrit(texte: str, attendu: str) -> None:
    assert lire_montant(texte) == Decimal(attendu)
    assert lire_montant(texte).as_tuple().exponent == -2


@pytest.mark.parametrize("texte", ILLISIBLES)
def test_ce_qui_n_est_pas_un_montant_est_refuse(texte: str) -> None:
    with pytest.raises(MontantIllisible):
        lire_montant(texte)


@pytest.mark.parametrize(
    ("montant", "ecrit"),
    [
        ("12000", "12\u00a0000,00\u00a0€"),
        ("0", "0,00\u00a0€"),
        ("-1500.5", "\u22121\u00a0500,50\u00a0€"),
        ("1234567.895", "1\u00a0234\u00a0567,90\u00a0€"),
        ("0.005", "0,01\u00a0€"),
        ("-0.001", "0,00\u00a0€"),
    ],
)
def test_un_montant_s_ecrit_a_la_francaise(montant: str, ecrit: str) -> None:
    assert ecrire_montant(Decimal(montant)) == ecrit


def test_ecrire_puis_lire_rend_le_meme_montant() -> None:
    for centimes in range(0, 5_000_000, 977):
        montant = Decimal(centimes) / 100
        assert lire_montant(ecrire_montant(montant)) == montant


@pytest.mark.parametrize(
    ("montant", "attendu"),
    [("10.005", "10.01"), ("10.004", "10.00"), ("-10.005", "-10.01"), ("2.675", "2.68")],
)
def test_l_arrondi_monte_a_la_demie(montant: str, attendu: str) -> None:
    assert arrondir_centime(Decimal(montant)) == Decimal(attendu)


@pytest.mark.parametrize("valeur", [10.0, 10, "10", None, True])
def test_seul_un_decimal_s_arrondit(valeur: object) -> None:
    with pytest.raises(TypeError):
        arrondir_centime(valeur)


def test_la_somme_des_parts_est_le_total() -> None:
    for centimes in range(0, 20_000, 37):
        for parts in range(1, 8):
            total = Decimal(centimes) / 100
            partage = repartir(total, parts)
            assert len(partage) == parts
            assert sum(partage) == total
    with pytest.raises(ValueError):
        repartir(Decimal(10), 0)


# --- The field -------------------------------------------------------------------------------
@pytest.mark.parametrize(("texte", "attendu"), [c for c in LISIBLES if not c[1].startswith("-")])
def test_le_champ_accepte_ce_que_l_on_colle(texte: str, attendu: str) -> None:
    assert MontantField().clean(texte) == Decimal(attendu)


@pytest.mark.parametrize("texte", [t for t in ILLISIBLES if t])
def test_le_champ_dit_comment_ecrire(texte: str) -> None:
    with pytest.raises(ValidationError) as erreur:
        MontantField().clean(texte)
    assert erreur.value.code == "illisible"
    assert "12 345,67" in erreur.value.messages[0]


@pytest.mark.parametrize(
    ("champ", "texte", "code"),
    [
        (MontantField(), "-1", "negatif"),
        (MontantField(), str(MONTANT_MAXIMAL + 1), "trop_grand"),
        (MontantField(negatif=True), f"-{MONTANT_MAXIMAL + 1}", "trop_grand"),
        (MontantField(), "", "required"),
    ],
)
def test_le_champ_refuse_et_dit_pourquoi(champ: MontantField, texte: str, code: str) -> None:
    with pytest.raises(ValidationError) as erreur:
        champ.clean(texte)
    assert erreur.value.code == code


def test_un_champ_facultatif_vide_n_est_pas_zero() -> None:
    assert MontantField(required=False).clean("") is None
    assert MontantField(negatif=True).clean("-12,5") == Decimal("-12.50")


def test_le_champ_montre_le_montant_sans_le_signe() -> None:
    assert MontantField().prepare_value(Decimal("12000")) == "12\u00a0000,00"
    assert MontantField().prepare_value("12 34") == "12 34"


def test_le_champ_sait_ce_qui_a_change() -> None:
    champ = MontantField(required=False)
    assert not champ.has_changed(Decimal("12.00"), "12,00 €")
    assert champ.has_changed(Decimal("12.00"), "13")
    assert champ.has_changed(Decimal("12.00"), "1e5")

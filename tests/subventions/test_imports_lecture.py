"""Files as cities really have them, read line by line: pure, no database."""

import io
import warnings
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from subventions.rules import cellules, tableaux
from subventions.rules.avances import base_avance
from subventions.rules.cellules import CelluleIllisible, simplifier
from subventions.rules.colonnes import COLONNES
from subventions.rules.correspondances import (
    AJOUTEES,
    COMPRISES,
    IGNORER,
    Correspondance,
    CorrespondanceInvalide,
    construire,
    deviner,
    ecrire_correspondance,
    lire_correspondance,
)
from subventions.rules.imports import lire_import
from subventions.rules.lignes_importees import CentreConnu, Lecture
from subventions.rules.tableaux import FichierIllisible, lire_fichier
from subventions.rules.valeurs import AvancePayee, Vote

D = Decimal
LE = date(2026, 6, 15)
SIRET_TILLEULS = "78945612300012"
TILLEULS = CentreConnu(
    "TILLEULS",
    "Centre social des Tilleuls",
    frozenset({"centre social des tilleuls", "cst", "mjc des tilleuls"}),
    siret=SIRET_TILLEULS,
    rna="W731000001",
)
GARE = CentreConnu("GARE", "Espace de la Gare", frozenset({"espace de la gare", "gare"}))
CENTRES = (TILLEULS, GARE)
DELIB = {"numero_deliberation": "DCM-2021-031", "date_vote": "15/03/2021"}


def lire(contenu: bytes | str, **champs) -> Lecture:
    octets = contenu.encode() if isinstance(contenu, str) else contenu
    feuilles = lire_fichier(octets, "fichier.csv")
    devinee = deviner(feuilles, champs.pop("genre", "subventions"))
    valeurs = {**DELIB, "exercice": "2021", **champs.pop("valeurs", {})}
    if devinee.genre == "demandes":
        valeurs = {"exercice": "2027"}
    return lire_import(feuilles, replace(devinee, valeurs=valeurs, **champs), CENTRES, LE)


def classeur(*lignes, titre="Feuille1", autres=()) -> bytes:
    livre = openpyxl.Workbook()
    livre.active.title = titre
    for ligne in lignes:
        livre.active.append(ligne)
    for nom, suite in autres:
        page = livre.create_sheet(nom)
        for ligne in suite:
            page.append(ligne)
    tampon = io.BytesIO()
    livre.save(tampon)
    return tampon.getvalue()


# --- Cells -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("12 345,67 €", "12345.67"),
        ("12\u00a0345,67\u00a0€", "12345.67"),
        ("12\u202f345,67 €", "12345.67"),
        ("12\u2009345,67", "12345.67"),
        ("12\u2007345,67 euros", "12345.67"),
        ("\ufeff 12 345,67 EUR ", "12345.67"),
        ("12345.67", "12345.67"),
        ("12345,6", "12345.60"),
        ("12.345,67", "12345.67"),
        ("1.234.567,00", "1234567.00"),
        ("- 1 500,00", "-1500.00"),
        ("−1 500", "-1500.00"),
        ("(1 200,00)", "-1200.00"),
        ("1 200,00-", "-1200.00"),
        ("+350", "350.00"),
        (12345.67, "12345.67"),
        (0.1 + 0.2, "0.30"),
        (40000, "40000.00"),
        (D("12.50"), "12.50"),
    ],
)
def test_un_montant_se_lit_comme_les_villes_l_ecrivent(ecrit, attendu) -> None:
    assert cellules.montant(ecrit) == D(attendu)


@pytest.mark.parametrize("ecrit", ["", None, "-", "—", "néant", "   ", "\u00a0", "Sans objet"])
def test_un_montant_absent_n_est_pas_zero(ecrit) -> None:
    assert cellules.montant(ecrit) is None


@pytest.mark.parametrize(
    "ecrit",
    [
        "12,345",
        "1e5",
        "NaN",
        "#REF!",
        "douze",
        "12 34",
        "12.34.56",
        "--5",
        33.333,
        D("Infinity"),
        1e12,
        "١٢",
    ],
)
def test_un_montant_douteux_est_refuse(ecrit) -> None:
    with pytest.raises(CelluleIllisible):
        cellules.montant(ecrit)


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("15/03/2021", date(2021, 3, 15)),
        ("15-03-21", date(2021, 3, 15)),
        ("15.3.2021", date(2021, 3, 15)),
        ("2021-03-15", date(2021, 3, 15)),
        ("2021-03-15 00:00:00", date(2021, 3, 15)),
        ("15 mars 2021", date(2021, 3, 15)),
        ("lundi 15 mars 2021", date(2021, 3, 15)),
        ("1er avril 2021", date(2021, 4, 1)),
        ("12 déc. 2020", date(2020, 12, 12)),
        ("3 AOÛT 2020", date(2020, 8, 3)),
        (44270, date(2021, 3, 15)),
        (44270.5, date(2021, 3, 15)),
        ("44270", date(2021, 3, 15)),
        (datetime.combine(date(2021, 3, 15), time(9, 30)), date(2021, 3, 15)),
        (date(2021, 3, 15), date(2021, 3, 15)),
        ("", None),
    ],
)
def test_un_jour_se_lit_en_chiffres_en_lettres_ou_en_serie(ecrit, attendu) -> None:
    assert cellules.jour(ecrit) == attendu


@pytest.mark.parametrize(
    "ecrit", ["31/02/2021", "mars 2021", "15/13/2021", 12, 99999, "15 jui 2021", "hier", "1/1/1900"]
)
def test_un_jour_impossible_est_refuse(ecrit) -> None:
    with pytest.raises(CelluleIllisible):
        cellules.jour(ecrit)


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        (SIRET_TILLEULS, SIRET_TILLEULS),
        ("789 456 123 00012", SIRET_TILLEULS),
        ("789\u00a0456\u00a0123\u00a000012", SIRET_TILLEULS),
        (78945612300012.0, SIRET_TILLEULS),
        (78945612300012, SIRET_TILLEULS),
        ("78945612300012.0", SIRET_TILLEULS),
        (356000000.0, "356000000"),
        ("5410225600010", "05410225600010"),
        ("78945612300012,00", SIRET_TILLEULS),
        ("789456123", "789456123"),
        ("", None),
    ],
)
def test_un_siret_abime_par_le_tableur_se_relit(ecrit, attendu) -> None:
    assert cellules.siret(ecrit) == attendu


@pytest.mark.parametrize("ecrit", ["7.8945E+13", "7,8945E+13", "78945612300", "123", "W731000001"])
def test_un_siret_perdu_est_refuse(ecrit) -> None:
    with pytest.raises(CelluleIllisible):
        cellules.siret(ecrit)


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [(2021, 2021), (2021.0, 2021), ("2021.0", 2021), ("Exercice 2021", 2021), ("BP 2021", 2021)],
)
def test_un_exercice_se_lit_dans_sa_case(ecrit, attendu) -> None:
    assert cellules.annee(ecrit) == attendu


@pytest.mark.parametrize("ecrit", ["2020-2021", "cette année", 21, "12021"])
def test_un_exercice_douteux_est_refuse(ecrit) -> None:
    with pytest.raises(CelluleIllisible):
        cellules.annee(ecrit)


# --- Files -----------------------------------------------------------------------------------------
TABLE = "Bénéficiaire{s}Montant voté{s}Objet\n"
LIGNE = 'Centre social des Tilleuls{s}"12 345,67 €"{s}"Fonctionnement\nglobal, siège ; annexe"\n'


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_le_meme_tableau_dans_toutes_les_ecritures(separateur, codage, fin) -> None:
    ecrit = (TABLE + LIGNE).format(s=separateur).replace("\n", fin)
    lecture = lire(ecrit.encode(codage))
    assert [str(e) for e in lecture.erreurs] == []
    (ligne,) = lecture.lignes
    assert (ligne.numero, ligne.centre, ligne.montant) == (2, "TILLEULS", D("12345.67"))
    assert ligne.objet == "Fonctionnement global, siège ; annexe"


def test_la_ligne_sep_du_tableur_est_comprise() -> None:
    lecture = lire("sep=;\nBénéficiaire;Montant\nCST;100\n")
    assert [(x.numero, x.montant) for x in lecture.lignes] == [(3, D("100.00"))]


def test_titres_totaux_lignes_vides_et_entete_repete() -> None:
    lecture = lire(
        "Ville de Valombre;;\n"
        "Subventions 2021 aux associations;;\n"
        ";;\n"
        "Bénéficiaire;Montant voté;Objet\n"
        "CST;1 000,00;Fonctionnement\n"
        "Espace de la Gare;500;Fonctionnement\n"
        "Sous-total quartier;1500;\n"
        "Bénéficiaire;Montant voté;Objet\n"
        "Espace de la Gare;250;Fête\n"
        ";1 750,00;\n"
        "TOTAL GÉNÉRAL;1 800,00;\n"
    )
    assert [str(e) for e in lecture.erreurs] == []
    assert [x.numero for x in lecture.lignes] == [5, 6, 9]
    assert lecture.total == D("1750.00")
    assert [str(r) for r in lecture.remarques] == [
        "ligne 11, colonne Montant voté : le total annonce 1\u00a0800,00\u00a0€, "
        "les lignes qui précèdent font 1\u00a0750,00\u00a0€."
    ]


def test_un_classeur_avec_ses_nombres_ses_dates_et_ses_siret_en_nombres() -> None:
    contenu = classeur(
        ["SUBVENTIONS VERSÉES", None],
        [],
        ["N° SIRET", "Association", "Date du vote", "Montant", "N° délibération", "Année"],
        [
            78945612300012.0,
            None,
            datetime.combine(date(2021, 3, 15), time()),
            40000,
            "DCM-2021-031",
            2021,
        ],
        ["7.8945E+13", "CST", 44270, 1500.5, "DCM-2021-031", 2021.0],
        [None, "GARE", "15 mars 2021", "2 000,00 €", "DCM-2021-031", "2021"],
        [None, "Total", None, 43500.5, None, None],
        titre="2021",
        autres=[("Notice", [["Comment lire"], ["Ce classeur"]])],
    )
    lecture = lire(contenu, valeurs={})
    assert [str(e) for e in lecture.erreurs] == []
    assert [(x.numero, x.centre, x.montant) for x in lecture.lignes] == [
        (4, "TILLEULS", D("40000.00")),
        (5, "TILLEULS", D("1500.50")),
        (6, "GARE", D("2000.00")),
    ]
    assert {x.date_vote for x in lecture.lignes} == {date(2021, 3, 15)}
    assert "abîmé par le tableur" in str(lecture.remarques[0])


def test_chaque_erreur_dit_sa_ligne_et_sa_colonne() -> None:
    lecture = lire(
        "Bénéficiaire;Montant voté;Votée le;Exercice\n"
        "CST;12,345;15/03/2021;2021\n"
        "CST;100;31/02/2021;2021\n"
        "CST;100;15/03/2031;2021\n"
        ";100;15/03/2021;2021\n"
        "CST;50;15/03/2021;2020 ou 2021\n",
        valeurs={"exercice": "", "date_vote": ""},
    )
    dites = [str(e) for e in lecture.erreurs]
    assert lecture.lignes == ()
    assert [d.split(" : ")[0] for d in dites] == [
        "ligne 2, colonne Montant voté",
        "ligne 3, colonne Votée le",
        "ligne 4, colonne Votée le",
        "ligne 6, colonne Exercice",
    ]
    assert "« 12,345 » n'est pas un montant" in dites[0]
    assert "n'est pas encore passée" in dites[2]


def test_une_ligne_sans_beneficiaire_est_une_erreur_si_elle_a_un_objet() -> None:
    lecture = lire("Bénéficiaire;Montant;Objet\nCST;100;Fête\n;50;Sortie\n")
    assert [str(e) for e in lecture.erreurs] == [
        "ligne 3, colonne Bénéficiaire : il n'y a pas de bénéficiaire sur cette ligne."
    ]


def test_les_inconnus_sont_listes_et_refuses_sauf_ordre_contraire() -> None:
    ecrit = "Bénéficiaire;Montant\nCST;100\nClub de boules;40\nClub de boules;60\nTennis;abc\n"
    refuse = lire(ecrit)
    assert [(i.nom, i.lignes, i.total) for i in refuse.inconnus] == [
        ("Club de boules", (3, 4), D("100.00")),
        ("Tennis", (5,), D("0.00")),
    ]
    assert [e.ligne for e in refuse.erreurs] == [3, 5]
    ignore = lire(ecrit, inconnus=IGNORER)
    assert ignore.erreurs == ()
    assert len(ignore.lignes) == 1
    choisi = lire(ecrit, centres={"Club de boules": "GARE", "Tennis": ""})
    assert choisi.erreurs == ()
    assert [x.centre for x in choisi.lignes] == ["TILLEULS", "GARE", "GARE"]


def test_le_nom_se_reconnait_sans_accent_ni_majuscule_et_le_numero_l_emporte() -> None:
    lecture = lire(
        "Bénéficiaire;SIRET;RNA;Montant\n"
        "CENTRE SOCIAL DES TILLEULS;;;1\n"
        "M.J.C. des Tilleuls;;;2\n"
        "mjc  DES tilleuls;;;3\n"
        "Ancien nom jamais vu;789 456 123 00012;;4\n"
        "Autre nom;;w731000001;5\n",
    )
    assert [x.montant for x in lecture.lignes] == [D(1), D(2), D(3), D(4), D(5)]
    assert lecture.inconnus == ()


def test_un_nom_et_un_siret_qui_se_contredisent_sont_refuses() -> None:
    lecture = lire(f"Bénéficiaire;SIRET;Montant\nEspace de la Gare;{SIRET_TILLEULS};10\n")
    assert "le nom est celui de Espace de la Gare" in str(lecture.erreurs[0])


def test_les_montants_vides_et_negatifs() -> None:
    lecture = lire("Bénéficiaire;Montant\nCST;1000\nCST;-200\nGARE;\nGARE;0\n")
    assert lecture.erreurs == ()
    assert [(x.montant, x.nature) for x in lecture.lignes] == [
        (D("1000.00"), "vote"),
        (D("-200.00"), "annulation"),
    ]
    assert [r.ligne for r in lecture.remarques] == [3, 4, 5]


def test_la_meme_ligne_deux_fois_compte_une_fois_et_se_dit() -> None:
    lecture = lire("Bénéficiaire;Montant;Objet\nCST;100;Fête\ncst;100,00;FÊTE\n")
    assert len(lecture.lignes) == 1
    assert lecture.repetees == 1
    assert str(lecture.remarques[0]) == "ligne 3 : la même que la ligne 2 : comptée une fois."


# --- An advance and its remainder (Q2) -----------------------------------------------------------------
def base(lecture: Lecture, avance: AvancePayee | None = None) -> Decimal:
    votes = [
        Vote(x.objet, x.date_vote, x.montant, x.compte_base_avance, x.comprend_avance)
        for x in lecture.lignes
    ]
    return base_avance(votes, date(2021, 12, 31), avance).total


DEUX_LIGNES = "Bénéficiaire;Montant;Objet\nCST;12000;Avance 2021\nCST;28000;Solde 2021\n"
DU_PORTAIL = AvancePayee(date(2021, 1, 20), D(12000))


def test_l_avance_et_son_solde_font_la_base_une_fois() -> None:
    lecture = lire(DEUX_LIGNES)
    assert [x.comprend_avance for x in lecture.lignes] == [True, False]
    assert base(lecture) == D(40000)
    # Paid on the portal too, it is that same advance: counted once.
    assert base(lecture, DU_PORTAIL) == D(40000)


def test_un_solde_seul_laisse_la_place_a_l_avance_du_portail() -> None:
    lecture = lire("Bénéficiaire;Montant;Objet\nCST;28000;Solde 2021\n")
    assert base(lecture, DU_PORTAIL) == D(40000)
    assert "un solde dont l'avance" in str(lecture.remarques[0])


def test_une_ligne_muette_a_cote_d_une_avance_demande_de_choisir() -> None:
    ecrit = "Bénéficiaire;Montant;Objet\nCST;12000;Avance\nCST;40000;Fonctionnement global\n"
    assert "Dites si cette ligne-ci la comprend" in str(lire(ecrit).erreurs[0])
    comprises = lire(ecrit, avances=COMPRISES)
    assert (comprises.erreurs, base(comprises)) == ((), D(40000))
    assert base(comprises, DU_PORTAIL) == D(40000)
    ajoutees = lire(ecrit, avances=AJOUTEES)
    assert (ajoutees.erreurs, base(ajoutees)) == ((), D(52000))


def test_la_colonne_dediee_dit_la_part_et_un_projet_ne_compte_pas() -> None:
    lecture = lire(
        "Bénéficiaire;Montant;Versement;Type\n"
        "CST;12000;avance;Fonctionnement\n"
        "CST;28000;solde;Fonctionnement\n"
        "CST;3000;;Aide au projet\n"
    )
    assert lecture.erreurs == ()
    assert base(lecture, DU_PORTAIL) == D(40000)


# --- Requests --------------------------------------------------------------------------------------
def test_les_demandes_deposees_ailleurs() -> None:
    lecture = lire(
        "N° dossier;Nom de l'association;Date de dépôt;Montant demandé;Objet de la demande\n"
        "2026-041;CST;02/03/2026;41 500,00;Fonctionnement\n"
        "2026-042;GARE;03/03/2026;;Salle des fêtes\n"
        "2026-043;GARE;03/03/2026;-5;Sortie\n",
        genre="demandes",
    )
    assert [str(e).split(" : ")[0] for e in lecture.erreurs] == [
        "ligne 3, colonne Montant demandé",
        "ligne 4, colonne Montant demandé",
    ]
    (ligne,) = lecture.lignes
    assert (ligne.numero_origine, ligne.exercice) == ("2026-041", 2027)
    assert ligne.date_reception == date(2026, 3, 2)


# --- The correspondence ------------------------------------------------------------------------------
def test_la_correspondance_se_relit_telle_qu_ecrite() -> None:
    ecrite = Correspondance(
        colonnes={"centre": 'Nom "usuel"', "montant": "Montant (€)\\"},
        valeurs={"exercice": "2021"},
        centres={"Club de boules": "", "MJC": "TILLEULS"},
        genres={"Aide": "projet"},
        feuille="2021 ; définitif",
        ligne_entete=4,
        inconnus=IGNORER,
        avances=COMPRISES,
        executoires=True,
    )
    assert lire_correspondance(ecrire_correspondance(ecrite)) == ecrite


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("genre = ", "ni du TOML ni du JSON"),
        ("[1]", "n'est pas une rubrique connue"),
        ('genre = "autre"', "« genre » vaut « subventions » ou « demandes »"),
        ("colonnes = 3", "« colonnes » est une table"),
        ('[colonnes]\nprix = "x"', "« colonnes.prix » n'est pas une colonne connue"),
        ('genre = "demandes"\n[colonnes]\ndate_vote = "x"', "« colonnes.date_vote »"),
        ("ligne_entete = -1", "numéro d'une ligne"),
        ('executoires = "oui"', "true ou false"),
    ],
)
def test_une_correspondance_fausse_dit_pourquoi(ecrit, attendu) -> None:
    with pytest.raises(CorrespondanceInvalide) as erreur:
        lire_correspondance(ecrit)
    assert attendu in str(erreur.value)


def test_une_colonne_qui_manque_se_dit() -> None:
    feuilles = lire_fichier(b"A;B\n1;2\n")
    lecture = lire_import(feuilles, Correspondance(), CENTRES, LE)
    assert "quelle colonne donne le bénéficiaire" in str(lecture.erreurs[0])
    absente = Correspondance(
        colonnes={"centre": "Nom", "montant": "B"}, valeurs={**DELIB, "exercice": "2021"}
    )
    lecture = lire_import(feuilles, absente, CENTRES, LE)
    assert [str(e) for e in lecture.erreurs] == ["La colonne « Nom » n'existe pas dans ce fichier."]


def test_les_noms_connus_sont_deja_simplifies() -> None:
    for colonne in COLONNES:
        assert all(nom == simplifier(nom) for nom in colonne.noms), colonne.code


# --- What is no table, and anything at all (R18) -------------------------------------------------------
@pytest.mark.parametrize(
    ("contenu", "nom"),
    [
        (b"", "a.csv"),
        (b"   \n", "a.csv"),
        (b"PK\x03\x04rien", "a.xlsx"),
        (b"\xd0\xcf\x11\xe0ancien", "a.xls"),
        (b"\x00\x01\x02", "a.csv"),
        (b";;;\n;;\n", "a.csv"),
        (b"\xff\xfea", "a.csv"),
    ],
)
def test_un_fichier_qui_n_est_pas_un_tableau_le_dit(contenu, nom) -> None:
    with pytest.raises(FichierIllisible):
        lire_fichier(contenu, nom)


def test_trop_de_lignes_se_refuse(monkeypatch) -> None:
    monkeypatch.setattr(tableaux, "LIGNES_MAXIMUM", 3)
    with pytest.raises(FichierIllisible, match="partagez-le par année"):
        lire_fichier(b"a\nb\nc\nd\n")


@given(contenu=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_n_importe_quels_octets_donnent_un_tableau_ou_un_refus(contenu) -> None:
    try:
        feuilles = lire_fichier(contenu)
    except FichierIllisible:
        return
    for genre in ("subventions", "demandes"):
        assert isinstance(lire_import(feuilles, deviner(feuilles, genre), CENTRES, LE), Lecture)


UN_CLASSEUR = classeur(["Bénéficiaire", "Montant", "Votée le"], ["CST", 12.5, date(2021, 3, 15)])


@given(st.lists(st.tuples(st.integers(0, len(UN_CLASSEUR) - 1), st.integers(0, 255)), max_size=8))
def test_un_classeur_abime_se_lit_ou_se_refuse(degats) -> None:
    octets = bytearray(UN_CLASSEUR)
    for place, valeur in degats:
        octets[place] = valeur
    with warnings.catch_warnings(), suppress(FichierIllisible):
        warnings.simplefilter("ignore")
        assert lire_fichier(bytes(octets), "a.xlsx")


def test_une_bombe_d_entites_ne_se_deplie_pas() -> None:
    entites = "".join(
        f'<!ENTITY e{rang} "{f"&e{rang - 1};" * 10 if rang else "x" * 50}">' for rang in range(9)
    )
    piege = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(UN_CLASSEUR)) as source, zipfile.ZipFile(piege, "w") as copie:
        for nom in source.namelist():
            contenu = source.read(nom).decode()
            if nom == "xl/worksheets/sheet1.xml":
                contenu = f"<!DOCTYPE x [{entites}]>" + contenu.replace(
                    "<sheetData>",
                    '<sheetData><row r="1"><c r="A1" t="str"><v>&e8;</v></c></row>',
                )
            copie.writestr(nom, contenu)
    with suppress(FichierIllisible):
        (feuille,) = lire_fichier(piege.getvalue(), "a.xlsx")
        assert len(repr(feuille)) < 10_000


CELLULE = st.one_of(
    st.none(), st.text(max_size=30), st.integers(), st.floats(), st.dates(), st.booleans()
)


@given(CELLULE)
def test_n_importe_quelle_cellule_se_lit_ou_se_refuse(valeur) -> None:
    for lecteur in (cellules.montant, cellules.jour, cellules.annee, cellules.siret, cellules.rna):
        with suppress(CelluleIllisible):
            lecteur(valeur)
    assert isinstance(simplifier(valeur), str)


LIGNES = st.lists(st.lists(CELLULE, min_size=4, max_size=4), max_size=6)


@given(LIGNES, st.sampled_from(["", AJOUTEES, COMPRISES]))
def test_n_importe_quel_tableau_se_lit_sans_tomber(lignes, avances) -> None:
    entete = ("Bénéficiaire", "Montant", "Exercice", "Objet")
    feuille = tableaux.Feuille(
        "", tuple(tableaux.Ligne(rang, tuple(x)) for rang, x in enumerate([entete, *lignes], 1))
    )
    lecture = lire_import(
        [feuille],
        replace(deviner([feuille], "subventions"), valeurs=DELIB, avances=avances),
        CENTRES,
        LE,
    )
    assert isinstance(lecture, Lecture)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda fils: (
        st.lists(fils, max_size=3) | st.dictionaries(st.text(max_size=10), fils, max_size=3)
    ),
)


@given(
    st.dictionaries(
        st.sampled_from(["genre", "colonnes", "valeurs", "centres", "genres", "ligne_entete", "x"]),
        JSON,
    )
)
def test_n_importe_quelle_correspondance_se_construit_ou_se_refuse(brut) -> None:
    with suppress(CorrespondanceInvalide):
        assert isinstance(construire(brut), Correspondance)

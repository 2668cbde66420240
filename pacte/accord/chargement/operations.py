"""The act of loading a pact's file."""

from pathlib import Path

from django.db import connection, transaction

from pacte.accord.chargement.bilan import Bilan
from pacte.accord.chargement.coherence import verifier_coherence
from pacte.accord.chargement.ecriture import ecrire
from pacte.accord.chargement.lecture import Contenu, FichierInvalide, lire, lire_texte
from pacte.accord.chargement.retraits import retirer
from pacte.accord.chargement.structure import Fichier, lire_structure
from pacte.accord.chargement.texte import joindre_texte
from pacte.journal import operations as journal


def verifier(contenu: Contenu) -> Fichier:
    """Return the rows of a file. Raises FichierInvalide with every error; reads no database."""
    fichier, erreurs = lire_structure(contenu.donnees)
    erreurs += verifier_coherence(fichier)
    if erreurs:
        raise FichierInvalide(erreurs)
    return fichier


def charger(chemin: Path, texte: Path | None = None) -> Bilan:
    """Load a pact's file, and the act's full text if given; all or nothing.

    The same file twice writes nothing the second time. Raises FichierInvalide, with every error,
    when the file is wrong or drops a row that the portal uses.
    """
    contenu = lire(chemin)
    fichier = verifier(contenu)
    texte_lu = lire_texte(texte) if texte is not None else None
    bilan = Bilan()
    with transaction.atomic():
        with connection.cursor() as curseur:
            # Two loadings at once would both add the same rows.
            curseur.execute("SELECT pg_advisory_xact_lock(hashtext('charger_pacte'))")
        ecriture = ecrire(fichier, contenu, bilan)
        pacte = ecriture.pacte
        if texte is not None and texte_lu is not None:
            joindre_texte(pacte, texte.name, texte_lu, bilan)
        retirer(ecriture)
        if bilan.is_change:
            journal.inscrire(
                "charger_pacte",
                objet=pacte,
                pacte_code=pacte.code,
                motif=f"Commande charger_pacte, {contenu.motif} : {bilan.resume()}.",
            )
    return bilan

"""A browser for a function, and short ways of asking and reading pages."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pacte.documents.televersements import enregistrer_fichier
from tests import factories_accord as accord


def client(fonction) -> Client:
    navigateur = Client()
    navigateur.force_login(accord.compte(fonction))
    return navigateur


def adresse(nom: str, *args) -> str:
    return reverse(nom, args=["essai", *args])


def texte(reponse) -> str:
    return reponse.content.decode()


def lire_flux(reponse) -> bytes:
    """Read a download to its end, which closes its file."""
    return b"".join(reponse.streaming_content) if reponse.streaming else reponse.content


def fichier():
    return enregistrer_fichier(pdf_minimal(), compte=None)


def pdf_minimal() -> SimpleUploadedFile:
    tampon = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tampon)
    return SimpleUploadedFile("demande.pdf", tampon.getvalue(), content_type="application/pdf")

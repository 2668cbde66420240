"""The tables of the lists: three main facts each on a phone."""

from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Column, Table

from gouvernance.models import EtatReunion, Reunion
from pacte.socle.badges import badge_html
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.templatetags.socle import heure

PRINCIPALE, SECONDAIRE = {"td": {"class": "principale"}}, {"td": {"class": "secondaire"}}


def jour_html(jour: date) -> SafeString:
    """A day as a cell writes it, with its machine form."""
    return format_html('<time datetime="{}">{}</time>', jour.isoformat(), ecrire_jour_court(jour))


A_FIXER = format_html('<div><span class="discret">{}</span></div>', "à fixer")
A_ECRIRE = format_html('<span class="discret">{}</span>', "à écrire")
SANS_OBJET = format_html(
    '<span class="discret" aria-label="{}">—</span>', "sans objet pour l’instant"
)


class ReunionsTable(Table):
    """Meetings: what, when, where it stands."""

    instance = Column(
        verbose_name="Réunion",
        order_by=("instance__ordre", "centre__nom", "theme__numero"),
        attrs=PRINCIPALE,
    )
    date_reunion = Column(verbose_name="Date", empty_values=())
    lieu = Column(verbose_name="Lieu", orderable=False, default="à préciser", attrs=SECONDAIRE)
    etat = Column(verbose_name="État", order_by=("etat", "-date_reunion"))
    compte_rendu = Column(verbose_name="Compte rendu", orderable=False, empty_values=())

    class Meta:
        model = Reunion
        fields = ("instance", "date_reunion", "lieu", "etat", "compte_rendu")

    def render_instance(self, record: Reunion) -> SafeString:
        nom = record.instance.nom
        return format_html(
            '<a href="{}">{}</a>',
            reverse("voir_reunion", args=[record.pacte.code, record.pk]),
            f"{nom} — {record.sujet}" if record.sujet else nom,
        )

    def render_date_reunion(self, record: Reunion) -> SafeString:
        jour = record.date_reunion
        if jour is None:
            return A_FIXER
        quand = jour_html(jour)
        if record.debut is None:
            return format_html("<div>{}</div>", quand)
        return format_html(
            '<div>{}<span class="discret">, {}</span></div>', quand, heure(record.debut)
        )

    def render_etat(self, record: Reunion) -> SafeString:
        return badge_html(record.etat_enum)

    def render_compte_rendu(self, record: Reunion) -> SafeString:
        compte_rendu = record.compte_rendu_ou_rien
        if compte_rendu is not None:
            return badge_html(compte_rendu.etat_enum)
        return A_ECRIRE if record.etat == EtatReunion.TENUE else SANS_OBJET

"""Tables of the agreement's lists."""

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_tables2 import Column, Table, TemplateColumn

from pacte.accord.models import Personne
from pacte.courrier.models import Courriel
from pacte.journal.actions import libelle
from pacte.journal.models import Entree, Resultat
from pacte.socle.dates import ecrire_jour_court
from pacte.socle.templatetags.socle import heure

# format_html wants an argument: the line break between two functions of a cell.
SAUT = format_html("<br>{}", "")
PRINCIPALE, SECONDAIRE = {"td": {"class": "principale"}}, {"td": {"class": "secondaire"}}


class PersonnesTable(Table):
    """People of a pact: name, functions in force, access."""

    nom = TemplateColumn(
        '<a href="{% url "voir_personne" table.pacte_code record.pk %}">{{ record }}</a>',
        verbose_name="Personne",
        order_by=("nom", "prenom"),
        attrs=PRINCIPALE,
    )
    fonctions = Column(verbose_name="Fonctions en cours", orderable=False, empty_values=())
    courriel = Column(verbose_name="Courriel", attrs=SECONDAIRE)
    acces = TemplateColumn("{% badge record.etat_acces %}", verbose_name="Accès", orderable=False)

    class Meta:
        model = Personne
        fields = ("nom", "fonctions", "courriel", "acces")
        order_by = "nom"

    def __init__(self, *args: object, pacte_code: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.pacte_code = pacte_code

    def render_fonctions(self, record: Personne) -> SafeString | str:
        tenues = [f for f in record.fonctions.all() if f.is_en_cours(timezone.localdate())]
        if not tenues:
            return "aucune"
        return format_html_join(
            SAUT,
            "{}, {}",
            ((fonction.libelle_qualite, fonction.organisation) for fonction in tenues),
        )


class JournalTable(Table):
    """Lines of the journal, latest first."""

    instant = Column(verbose_name="Quand", attrs=PRINCIPALE)
    personne = Column(verbose_name="Qui")
    action = Column(verbose_name="Action")
    objet_libelle = Column(verbose_name="Objet", orderable=False)
    resultat = Column(verbose_name="Résultat")
    motif = Column(verbose_name="Motif", orderable=False, attrs=SECONDAIRE)

    class Meta:
        model = Entree
        fields = ("instant", "personne", "action", "objet_libelle", "resultat", "motif")

    def render_instant(self, value: object) -> str:
        local = timezone.localtime(value)
        return f"{ecrire_jour_court(local.date())}, {heure(local)}"

    def render_personne(self, record: Entree) -> SafeString | str:
        details = ", ".join(filter(None, (record.qualite, record.organisation)))
        if not details:
            return record.personne
        return format_html(
            '<div>{}<br><span class="discret">{}</span></div>', record.personne, details
        )

    def render_action(self, value: str) -> str:
        nom = libelle(value)
        return nom[:1].upper() + nom[1:]

    def render_resultat(self, record: Entree) -> str:
        return Resultat(record.resultat).label


class CourrielsTable(Table):
    """Mails of a pact, with what came of each; never their text."""

    objet = Column(verbose_name="Objet", orderable=False, attrs=PRINCIPALE)
    destinataire = Column(verbose_name="À")
    etat = TemplateColumn("{% badge record.etat_enum %}", verbose_name="État", order_by="etat")
    cree_le = Column(verbose_name="Quand")
    suite = TemplateColumn(
        template_name="accord/_courriel_suite.html",
        verbose_name="Suite",
        orderable=False,
        empty_values=(),
    )

    class Meta:
        model = Courriel
        fields = ("objet", "destinataire", "etat", "cree_le", "suite")

    def __init__(self, *args: object, pacte_code: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.pacte_code = pacte_code

    def render_destinataire(self, record: Courriel) -> SafeString | str:
        if not record.nom_destinataire:
            return record.destinataire
        return format_html(
            '<div>{}<br><span class="discret">{}</span></div>',
            record.nom_destinataire,
            record.destinataire,
        )

    def render_cree_le(self, value: object) -> str:
        local = timezone.localtime(value)
        return f"{ecrire_jour_court(local.date())}, {heure(local)}"

"""The composition root: every room's addresses, under the rooms' own names."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("pacte.pilotage.urls")),
    path("", include("pacte.accord.urls")),
    path("", include("pacte.documents.urls")),
    path("", include("pacte.courrier.urls")),
    path("", include("centres.urls")),
    path("", include("gouvernance.urls")),
    path("", include("subventions.urls")),
    path("", include("pacte.pages")),
    path("compte/", include("pacte.accord.urls_compte")),
    path("technique/", admin.site.urls),
]

handler403 = "pacte.erreurs.acces_refuse"
handler404 = "pacte.erreurs.page_introuvable"
handler500 = "pacte.erreurs.erreur_interne"

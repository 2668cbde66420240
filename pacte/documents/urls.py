from django.urls import path, register_converter

from pacte.documents.views import verifier_document


class Empreinte:
    """A SHA-256 in an address: 64 hexadecimal digits, in small letters."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Empreinte, "sha256")

urlpatterns = [
    path("documents/verifier/", verifier_document, name="verifier_document"),
    path("documents/verifier/<sha256:sha256>/", verifier_document, name="verifier_document"),
]

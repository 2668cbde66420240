"""Opening one's account from the mail's link, in a real browser."""

import re
import uuid

from pacte.accord import operations
from pacte.accord.models import Qualite, User
from pacte.courrier.models import Courriel
from tests.factories_accord import fonction, un_pacte


def test_ouvrir_son_acces_depuis_le_courriel(transactional_db, page_mobile, axe) -> None:
    """The address is a secret that no page sends on; the browser still lets the form leave."""
    p = un_pacte("essai")
    avs, directrice = fonction(Qualite.AGENT_AVS, p.ville), fonction(Qualite.DIRECTION, p.a)
    operations.ouvrir_acces(directrice.personne, pacte=p.pacte, par=avs, cle=uuid.uuid4())
    [chemin] = re.findall(r"/acces/[^/\s]+/", Courriel.objects.get().texte)
    page_mobile.goto(chemin)
    axe(page_mobile)
    for champ in page_mobile.locator("main input[type=password]").all():
        champ.fill("une phrase longue pour entrer")
    page_mobile.get_by_role("button", name="Ouvrir mon accès").click()
    page_mobile.wait_for_load_state()
    assert User.objects.filter(personne=directrice.personne).exists()
    assert "/acces/" not in page_mobile.url

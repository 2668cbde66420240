"""Reading a picture that somebody brought, in a process of its own with bounded memory and time.

Run as a program on one file: `python -m pacte.documents.controle_image FICHIER`. It prints the code
of the refusal, or « sain ». A few kilobytes may unfold into gigabytes of pixels: the declared size
is read first, then the picture is really unfolded, here and nowhere else.
"""

import resource
import sys
import warnings

from PIL import Image

MEMOIRE = 768 * 1024 * 1024
SECONDES = 8
PIXELS_MAXIMUM = 50_000_000
COTE_MAXIMUM = 20_000
FORMATS = ("PNG", "JPEG")


def controler(chemin: str) -> str:
    """Return « sain », or the code of the first reason to refuse the picture."""
    try:
        with Image.open(chemin, formats=FORMATS) as image:
            largeur, hauteur = image.size
            if max(largeur, hauteur) > COTE_MAXIMUM or largeur * hauteur > PIXELS_MAXIMUM:
                return "demesure"
            image.load()
    except MemoryError:
        return "demesure"
    # Pillow raises many kinds of errors on a broken file, its own among OSError and SyntaxError.
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError):
        return "illisible"
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "demesure"
    return "sain"


def main(chemin: str) -> int:
    """Bound this process, check the file, print the verdict."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    sys.stdout.write(controler(chemin))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

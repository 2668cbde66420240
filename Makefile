# The two commands to know: `make demo` to see the portal, `make test` to check it.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin
PREPARER := $(PYTHON) scripts/preparer.py
# One strict line per refusal: no traceback, no noise of make itself.
MAKEFLAGS += --no-print-directory
export PORT
# Compiled once, imported fast: a fresh start is several seconds slower without.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo demo-reset test check bench drills captures verrou

help:
	@echo "make demo        le portail, rempli de données fictives, sur http://127.0.0.1:$(PORT)"
	@echo "make demo-reset  efface la démonstration, puis la recrée"
	@echo "make setup       l'environnement et la base, sans rien lancer"
	@echo "make test        tous les tests"
	@echo "make check       style, couches, types, sécurité, réglages de production"
	@echo "make bench       temps et nombre de requêtes de chaque page"
	@echo "make drills      épreuves longues"
	@echo "make captures    les deux images du README, prises sur la démonstration en marche"
	@echo "make verrou      recalcule les dépendances verrouillées"

setup:
	@$(PREPARER) execution -m scripts.mise_en_place

demo:
	@$(PREPARER) execution -m scripts.demo

demo-reset:
	@$(PREPARER) execution -m scripts.demo --recommencer

test:
	@$(PREPARER) developpement -m scripts.tester

check:
	@$(PREPARER) developpement -m scripts.verifier

bench:
	@$(PREPARER) developpement -m scripts.bench

drills:
	@$(PREPARER) developpement -m scripts.tester --epreuves

captures:
	@$(PREPARER) developpement -m scripts.captures

COMPILER := $(VENV)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-annotate \
	--no-header --universal --python-version 3.11

verrou:
	@$(PREPARER) developpement
	@$(COMPILER) pyproject.toml -o requirements.txt
	@$(COMPILER) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt
	@$(COMPILER) --group pyproject.toml:outils -o requirements-uv.txt

"""The addresses of a request's budget."""

from django.urls import path

from subventions.views import budgets, import_budget

budget = [
    path("budget/", budgets.modifier_budget, name="modifier_budget"),
    path("budget/totaux/", budgets.totaliser_budget, name="totaliser_budget"),
    path("budget/import/", import_budget.importer_budget, name="importer_budget"),
    path("budget/export.<slug:extension>", import_budget.exporter_budget, name="exporter_budget"),
]

"""Database triggers that nobody can switch off from the application's connection.

django-pgtrigger lets any session bypass a trigger by setting `pgtrigger.ignore`. What proves
must not have that door: these triggers are compiled without it.
"""

import pgtrigger
from django.db import models
from pgtrigger import compiler


class RefusSql(compiler.UpsertTriggerSql):
    """The SQL of a trigger without pgtrigger's bypass by session setting."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class Refus(pgtrigger.Trigger):
    """A trigger whose body runs whatever the session sets."""

    def compile(self, model: type[models.Model]) -> compiler.Trigger:
        compile_ = super().compile(model)
        arguments = dict(compile_.sql.kwargs)
        arguments.pop("ignore_func_name", None)
        return compiler.Trigger(name=self.name, sql=RefusSql(**arguments))


def _lever(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'raise_exception';"


def insertion_seule(nom: str = "insertion_seule") -> list[pgtrigger.Trigger]:
    """Triggers of an append-only table: UPDATE, DELETE and TRUNCATE are refused, for every role."""
    return [
        Refus(
            name=nom,
            when=pgtrigger.Before,
            operation=pgtrigger.Update | pgtrigger.Delete,
            func=_lever("Cette table ne se modifie pas : on y ajoute seulement."),
        ),
        sans_troncature(f"{nom}_troncature"),
    ]


def sans_troncature(nom: str = "sans_troncature") -> pgtrigger.Trigger:
    """A trigger that refuses TRUNCATE."""
    return Refus(
        name=nom,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=_lever("Cette table ne se vide pas."),
    )


def protege_si(nom: str, *, ancien: str, nouveau: str = "", sauf: str = "") -> pgtrigger.Trigger:
    """A trigger that freezes rows once they are definitive.

    `ancien` is an SQL condition over OLD under which the row no longer moves; `nouveau`, the same
    over NEW, refuses to add rows to (or move rows into) a frozen whole; `sauf` is an SQL condition
    under which an UPDATE is let through all the same (a follow-up column, say).
    """
    exception = f"AND NOT (TG_OP = 'UPDATE' AND ({sauf}))" if sauf else ""
    entree = (
        f"IF TG_OP <> 'DELETE' AND ({nouveau}) {exception} THEN {_lever('Ceci est définitif.')} END IF;"
        if nouveau
        else ""
    )
    return Refus(
        name=nom,
        when=pgtrigger.Before,
        operation=(pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete)
        if nouveau
        else (pgtrigger.Update | pgtrigger.Delete),
        func=(
            f"IF TG_OP <> 'INSERT' AND ({ancien}) {exception} THEN "
            f"{_lever('Ceci est définitif et ne se modifie plus.')} END IF; {entree} "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )

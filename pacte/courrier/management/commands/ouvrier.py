"""The worker: delivers mail, runs the tasks of the clock, and sweeps what dead workers left."""

from typing import Any

from django.core.management import BaseCommand, CommandParser
from procrastinate.contrib.django import app

from pacte.courrier.balayage import PAUSE, SANS_SIGNE, SIGNES_PAR_SILENCE, Balai, balayer


class Command(BaseCommand):
    help = (
        "Traite les tâches de fond jusqu'à Ctrl-C ou SIGTERM : courriels, rappels, récapitulatifs. "
        "Plusieurs peuvent tourner, sur plusieurs machines."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--jusqu-a-vide",
            action="store_true",
            help="s'arrête quand la file est vide (sans attendre les travaux à venir)",
        )
        parser.add_argument(
            "--pause",
            type=int,
            default=PAUSE,
            help=f"secondes entre deux balayages ({PAUSE} si rien n'est dit)",
        )
        parser.add_argument(
            "--sans-signe",
            type=int,
            default=SANS_SIGNE,
            help=f"secondes de silence après lesquelles un ouvrier est tenu pour mort ({SANS_SIGNE})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # What a worker killed before this one held is taken again at once.
        silence = options["sans_signe"]
        balayer(sans_signe=silence)
        balai = Balai(pause=options["pause"], sans_signe=silence)
        balai.start()
        try:
            with app.replace_connector(app.connector.get_worker_connector()) as ouvriere:
                ouvriere.run_worker(
                    wait=not options["jusqu_a_vide"],
                    update_heartbeat_interval=silence / SIGNES_PAR_SILENCE,
                    stalled_worker_timeout=silence,
                    # One mail at a time: a kill repeats one sending at most.
                    concurrency=1,
                )
        finally:
            balai.arreter()

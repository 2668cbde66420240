/* « C'est fait » can be undone for a few seconds; later, the page of the action still can. */
(() => {
  "use strict";
  const bandeau = document.querySelector("[data-annuler]");
  if (!bandeau) return;
  const fermer = () => {
    const formulaire = bandeau.querySelector("form");
    if (formulaire && !formulaire.contains(document.activeElement)) formulaire.remove();
    const adresse = new URL(window.location.href);
    adresse.searchParams.delete("fait");
    adresse.hash = "";
    window.history.replaceState(null, "", adresse);
  };
  window.setTimeout(fermer, Number(bandeau.dataset.annuler) * 1000);
})();

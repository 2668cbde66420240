/* The record's form: a field that the chosen kind of line does not use is put away while it is empty. */
(() => {
  "use strict";
  const ranger = (ligne) => {
    const genre = ligne.querySelector("select[name$='-genre']");
    if (!genre) return;
    ligne.querySelectorAll("[data-pour]").forEach((bloc) => {
      const rempli = Array.from(bloc.querySelectorAll("input, select")).some((champ) => champ.value);
      bloc.hidden = !bloc.dataset.pour.split(" ").includes(genre.value) && !rempli;
    });
  };
  const tout = () => document.querySelectorAll("[data-releve]").forEach(ranger);
  document.addEventListener("change", (evenement) => {
    const ligne = evenement.target.closest("[data-releve]");
    if (ligne) ranger(ligne);
  });
  document.addEventListener("htmx:afterSwap", tout);
  tout();
})();

// Agenda: buttons that move a line up or down by exchanging ranks. Works without it, by the ranks.
(() => {
  "use strict";
  const liste = document.querySelector("[data-points]");
  if (!liste) return;
  const lignes = () => [...liste.querySelectorAll("[data-point]")];
  const rang = (ligne) => ligne.querySelector("input[name$=-ordre]");

  const renumeroter = () => lignes().forEach((ligne, indice) => { rang(ligne).value = indice + 1; });
  const bouton = (texte, libelle, agir) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "btn";
    element.textContent = texte;
    element.setAttribute("aria-label", libelle);
    element.addEventListener("click", () => { agir(); renumeroter(); element.focus(); });
    return element;
  };
  for (const ligne of lignes()) {
    const boutons = document.createElement("div");
    boutons.className = "point-deplacer";
    boutons.append(
      bouton("↑", "Monter ce point", () => { if (ligne.previousElementSibling) ligne.previousElementSibling.before(ligne); }),
      bouton("↓", "Descendre ce point", () => { if (ligne.nextElementSibling) ligne.nextElementSibling.after(ligne); }),
    );
    ligne.append(boutons);
  }
})();

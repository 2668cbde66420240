// The frame's small comforts. Every page reads and submits without this file.
(() => {
  "use strict";

  // Open menus close on Escape, on a click elsewhere, and when focus leaves them.
  const ouverts = () => document.querySelectorAll("details[data-deroulant][open]");
  document.addEventListener("click", (evenement) => {
    for (const menu of ouverts()) {
      if (!menu.contains(evenement.target)) menu.open = false;
    }
  });
  document.addEventListener("focusin", (evenement) => {
    for (const menu of ouverts()) {
      if (!menu.contains(evenement.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (evenement) => {
    if (evenement.key !== "Escape") return;
    for (const menu of ouverts()) {
      const dedans = menu.contains(document.activeElement);
      menu.open = false;
      if (dedans) menu.querySelector("summary").focus();
    }
  });

  // On a phone, the list comes before its filters; a filter in error stays in sight.
  const telephone = window.matchMedia("(max-width: 35.99em)").matches;
  for (const repli of document.querySelectorAll("[data-replie-au-telephone]")) {
    if (telephone && !repli.querySelector(".invalid-feedback")) repli.open = false;
  }

  // The summary of errors takes the focus, so that it is read first.
  const resume = document.querySelector("[data-resume-erreurs]");
  if (resume) resume.focus();

  // Leaving a form with unsaved words asks first.
  const modifies = new Set();
  const garde = (formulaire) =>
    formulaire && formulaire.method === "post" && !("sansGarde" in formulaire.dataset);
  document.addEventListener("input", (evenement) => {
    const formulaire = evenement.target.form;
    if (garde(formulaire)) modifies.add(formulaire);
  });
  document.addEventListener("submit", (evenement) => modifies.delete(evenement.target));
  // Words that this tab kept while they could not be saved do not outlive the session that one closes.
  document.addEventListener("submit", (evenement) => {
    if (!evenement.target.matches("[data-deconnexion]")) return;
    for (const cle of Object.keys(sessionStorage)) if (cle.startsWith("pacte:")) sessionStorage.removeItem(cle);
  });
  window.addEventListener("beforeunload", (evenement) => {
    if (modifies.size) evenement.preventDefault();
  });

  // « Imprimer » appears only where it can work.
  for (const bouton of document.querySelectorAll("[data-imprimer]")) {
    bouton.hidden = false;
    bouton.addEventListener("click", () => window.print());
  }
})();

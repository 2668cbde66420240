// « Copier » appears only where the browser can copy.
(() => {
  "use strict";

  const champ = document.querySelector("[data-a-copier]");
  const bouton = document.querySelector("[data-copier]");
  const dit = document.querySelector("[data-copie]");
  if (!champ || !bouton) return;
  champ.addEventListener("focus", () => champ.select());
  if (!navigator.clipboard) return;
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(champ.value);
      dit.textContent = "L’adresse est copiée.";
    } catch {
      champ.focus();
      dit.textContent = "Copiez l’adresse sélectionnée.";
    }
  });
})();

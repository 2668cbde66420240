// Attendance: shows « par qui » only when somebody is represented, and counts. Works without it.
(() => {
  "use strict";
  const formulaire = document.querySelector("[data-presences]");
  if (!formulaire) return;
  const compte = formulaire.querySelector("[data-compte]");
  const personnes = [...formulaire.querySelectorAll("[data-personne]")];
  const venues = new Set(["presente", "a_distance", "representee"]);

  const montrer = () => {
    let notees = 0;
    let presentes = 0;
    for (const personne of personnes) {
      const choix = personne.querySelector("input[type=radio]:checked");
      personne.querySelector("[data-represente]").hidden = !choix || choix.value !== "representee";
      if (choix) notees += 1;
      if (choix && venues.has(choix.value)) presentes += 1;
    }
    const pluriel = presentes > 1 ? "personnes présentes" : "personne présente";
    compte.textContent = `${presentes} ${pluriel} ; ${notees} sur ${personnes.length} notées.`;
  };
  formulaire.addEventListener("change", montrer);
  montrer();
})();

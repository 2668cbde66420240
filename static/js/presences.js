// Attendance: each touch is saved at once and can be undone for ten seconds; counts are live. Without
// this file the form is sent as a whole.
(() => {
  "use strict";
  const formulaire = document.querySelector("[data-presences]");
  if (!formulaire) return;
  const ANNULABLE = 10000;
  const adresse = formulaire.dataset.adresse;
  const jeton = formulaire.querySelector("[name=csrfmiddlewaretoken]").value;
  const compte = formulaire.querySelector("[data-compte]");
  const bilan = formulaire.querySelector("[data-bilan]");
  const suite = formulaire.querySelector("[data-suite]");
  const VENUES = new Set(["presente", "a_distance", "representee"]);
  const personnes = new Map();
  let effacer = null;

  const lire = (personne) => ({
    presence: (personne.querySelector("input[type=radio]:checked") || { value: "attendue" }).value,
    represente: personne.querySelector("[name^=represente_]").value,
    arrivee: personne.querySelector("[name^=arrivee_]").value,
    depart: personne.querySelector("[name^=depart_]").value,
  });
  const ecrire = (personne, note) => {
    for (const choix of personne.querySelectorAll("input[type=radio]")) choix.checked = choix.value === note.presence;
    for (const nom of ["represente", "arrivee", "depart"]) {
      const champ = personne.querySelector(`[name^=${nom}_]`);
      if (champ !== document.activeElement) champ.value = note[nom];
    }
  };
  const lireMarque = (personne) => {
    const [presence, represente, arrivee, depart] = personne.querySelector("[name^=avant_]").value.split("|");
    return { presence, represente, arrivee, depart };
  };
  const heure = (texte) => texte.replace(":", "\u00a0h\u00a0");

  const montrer = () => {
    let notees = 0;
    let presentes = 0;
    for (const { element } of personnes.values()) {
      const note = lire(element);
      const venue = VENUES.has(note.presence);
      if (note.presence !== "attendue") notees += 1;
      if (venue) presentes += 1;
      element.querySelector("[data-represente]").hidden = note.presence !== "representee";
      const arrive = element.querySelector("[data-geste=arrive]");
      const part = element.querySelector("[data-geste=part]");
      if (arrive) arrive.hidden = Boolean(note.arrivee) || note.presence === "representee";
      if (part) part.hidden = !venue || Boolean(note.depart);
      element.querySelector("[data-heures] details").hidden = !venue && !note.arrivee;
      const mots = [note.arrivee && `Arrivée ${heure(note.arrivee)}`, note.depart && `Départ ${heure(note.depart)}`].filter(Boolean);
      element.querySelector("[data-resume]").textContent = mots.join(", ") || "Arrivée ou départ en cours de séance";
    }
    const pluriel = presentes > 1 ? "personnes présentes" : "personne présente";
    compte.textContent = `${presentes} ${pluriel} ; ${notees} sur ${personnes.size} notées.`;
  };

  const dire = (mots, annuler) => {
    clearTimeout(effacer);
    suite.replaceChildren(document.createTextNode(mots));
    if (!annuler) return;
    const bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "btn btn-sm";
    bouton.textContent = "Annuler";
    bouton.addEventListener("click", () => { suite.replaceChildren(); annuler(); });
    suite.append(bouton);
    effacer = setTimeout(() => suite.replaceChildren(), ANNULABLE);
  };

  const appliquer = (etat) => {
    for (const [pk, note] of Object.entries(etat.lignes)) {
      const personne = personnes.get(pk);
      if (!personne) continue;
      personne.element.querySelector("[name^=avant_]").value = note.avant;
      personne.enregistre = note;
      if (note.presence !== "attendue") personne.proposee = false;
      if (!personne.attente && !personne.proposee) ecrire(personne.element, note);
    }
    formulaire.querySelector("[name=version]").value = etat.version;
    bilan.textContent = etat.bilan;
    montrer();
  };

  // One sending at a time: each one answers with the marks that the next has to show.
  let file = Promise.resolve();
  const enregistrer = (personne, geste = "", annulation = false) => {
    personne.attente = true;
    personne.element.classList.add("presence-attente");
    // « Annuler » is about the last touch only: the one before goes at once.
    clearTimeout(effacer);
    suite.replaceChildren();
    file = file.then(() => envoyer(personne, geste, annulation));
    return file;
  };
  const envoyer = async (personne, geste, annulation) => {
    const { element } = personne;
    const note = lire(element);
    const avant = { ...personne.enregistre };
    const corps = new FormData();
    const champs = {
      csrfmiddlewaretoken: jeton, participation: element.dataset.personne,
      avant: element.querySelector("[name^=avant_]").value, presence: note.presence,
      represente_par: note.represente, arrivee: note.arrivee, depart: note.depart, geste,
    };
    for (const [nom, valeur] of Object.entries(champs)) corps.append(nom, valeur);
    let reponse;
    try {
      reponse = await fetch(adresse, { method: "POST", body: corps, redirect: "manual", credentials: "same-origin" });
    } catch {
      dire("La connexion est perdue : vos touches seront envoyées dès qu’elle revient.");
      return;
    }
    const json = (reponse.headers.get("Content-Type") || "").includes("json") ? await reponse.json() : null;
    if (!json) {
      dire("Rien n’est enregistré : rouvrez la page, puis connectez-vous.");
      return;
    }
    personne.attente = false;
    personne.proposee = false;
    element.classList.remove("presence-attente");
    if (reponse.status === 409) {
      appliquer(json);
      dire(`Quelqu’un vient de noter ${element.dataset.nom} autrement. Touchez de nouveau pour changer.`);
    } else if (reponse.status === 200) {
      appliquer(json);
      if (annulation) dire(`C’est annulé pour ${element.dataset.nom}.`);
      else dire(`${element.dataset.nom} : c’est noté.`, () => { ecrire(element, avant); montrer(); enregistrer(personne, "", true); });
    } else dire(json.motif);
  };

  for (const element of formulaire.querySelectorAll("[data-personne]")) {
    const personne = { element, attente: false, enregistre: lireMarque(element) };
    // An answer to the invitation, shown until somebody confirms it.
    personne.proposee = personne.enregistre.presence !== lire(element).presence;
    personnes.set(element.dataset.personne, personne);
    element.addEventListener("change", (evenement) => {
      montrer();
      // Who stands for the person is asked first.
      const { presence, represente } = lire(element);
      if (evenement.target.type === "radio" && presence === "representee" && !represente) element.querySelector("[name^=represente_]").focus();
      enregistrer(personne);
    });
    for (const bouton of element.querySelectorAll("[data-geste]")) {
      bouton.addEventListener("click", () => enregistrer(personne, bouton.dataset.geste));
    }
  }
  window.addEventListener("online", () => { for (const personne of personnes.values()) if (personne.attente) enregistrer(personne); });
  document.querySelector("[data-aussitot]").hidden = false;
  // Each touch is saved: nothing is lost by leaving, but announced answers that nobody confirmed.
  if (![...personnes.values()].some((personne) => personne.proposee)) formulaire.dataset.sansGarde = "";
  window.addEventListener("beforeunload", (evenement) => {
    if ([...personnes.values()].some((personne) => personne.attente)) evenement.preventDefault();
  });
  montrer();
})();

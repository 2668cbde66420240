// A step of a request: what is typed is saved on the server at once, kept in this tab while it cannot
// be, and never put over somebody else's words. Without this file, the form's button does the work.
(() => {
  "use strict";
  const formulaire = document.querySelector("form[data-brouillon]");
  if (!formulaire) return;

  const APRES_LA_TOUCHE = 900;
  const AU_PLUS_TARD = 4000;
  const { brouillon: adresse, cle, connexion } = formulaire.dataset;
  const prefixe = "pacte:brouillon:";
  const moi = cle.split(":")[0];
  const tiroir = prefixe + cle;
  const conflits = formulaire.querySelector("[data-conflits]");
  const HORS = new Set(["csrfmiddlewaretoken", "version", "marques"]);
  let touches = new Set();
  let depuis = 0;
  let minuterie = null;
  let envoi = null;
  let perdue = false;
  let enConflit = false;
  let courant = "";

  const onglet = window.pacte.onglet({ formulaire, prefixe, moi, connexion });
  const { dire, avertir, rassurer } = onglet;

  // --- Fields --------------------------------------------------------------------------------------
  const controles = (nom) => [...formulaire.elements].filter((element) => element.name === nom);
  const suivi = (element) => element.name && !HORS.has(element.name) && !element.disabled && element.type !== "file" && element.type !== "submit";
  const lire = (nom) => {
    const [premier, ...autres] = controles(nom);
    if (!premier) return "";
    if (premier.type === "checkbox") return premier.checked ? "on" : "";
    if (premier.type === "radio") return ([premier, ...autres].find((radio) => radio.checked) || { value: "" }).value;
    return premier.value;
  };
  const ecrire = (nom, valeur) => {
    for (const element of controles(nom)) {
      if (element.type === "checkbox") element.checked = valeur === "on";
      else if (element.type === "radio") element.checked = element.value === valeur;
      else element.value = valeur;
    }
  };
  const champ = (nom) => formulaire.elements.namedItem(nom);

  // --- Kept in this tab -----------------------------------------------------------------------------------
  const garder = () => {
    const valeurs = Object.fromEntries([...touches].map((nom) => [nom, lire(nom)]));
    onglet.garder(tiroir, { valeurs, courant, version: champ("version").value, marques: champ("marques").value });
  };

  // --- Saving -----------------------------------------------------------------------------------------------
  const sessionPerdue = () => {
    perdue = true;
    garder();
    onglet.sessionPerdue();
  };
  const reseauPerdu = () => onglet.reseauPerdu(enregistrer);

  const montrerErreurs = (erreurs) => {
    for (const ancienne of formulaire.querySelectorAll("[data-erreur-brouillon]")) ancienne.remove();
    for (const [nom, { mots }] of Object.entries(erreurs)) {
      const element = controles(nom)[0];
      if (!element || element.closest(".champ, td")?.querySelector(".invalid-feedback")) continue;
      const ligne = document.createElement("p");
      ligne.className = "brouillon-erreur";
      ligne.dataset.erreurBrouillon = nom;
      ligne.textContent = mots.join(" ");
      element.after(ligne);
    }
  };

  const noter = (corps) => {
    champ("version").value = corps.version;
    champ("marques").value = corps.marques;
  };

  async function enregistrer() {
    clearTimeout(minuterie);
    onglet.ajourner();
    minuterie = null;
    if (perdue || enConflit || !touches.size) return;
    if (envoi) { await envoi; return enregistrer(); }
    envoi = partir();
    try {
      await envoi;
    } finally {
      envoi = null;
    }
  }

  const partir = async () => {
    const partis = touches;
    touches = new Set();
    depuis = 0;
    dire("Enregistrement…");
    let reponse;
    let corps = null;
    try {
      const texte = new URLSearchParams(new FormData(formulaire));
      // A tab that closes sends a last time; browsers take 64 kB of it at most.
      const keepalive = document.hidden && texte.toString().length < 60000;
      reponse = await fetch(adresse, { method: "POST", body: texte, redirect: "manual", credentials: "same-origin", keepalive });
      if ((reponse.headers.get("Content-Type") || "").includes("json")) corps = await reponse.json();
    } catch {
      touches = new Set([...partis, ...touches]);
      garder();
      reseauPerdu();
      return;
    }
    if (reponse.status === 200 && corps) { enregistre(corps); return; }
    touches = new Set([...partis, ...touches]);
    garder();
    if (reponse.status === 409 && corps) montrerConflits(corps);
    else if (reponse.type === "opaqueredirect" || reponse.status === 401 || (reponse.status === 403 && !corps)) sessionPerdue();
    else if (corps && corps.motif) { avertir(`${corps.motif} Votre texte reste dans cet onglet.`); dire("Pas enregistré."); }
    else reseauPerdu();
  };

  const enregistre = (corps) => {
    onglet.reseauRevenu();
    noter(corps);
    for (const [nom, valeur] of Object.entries(corps.venues)) if (!touches.has(nom)) ecrire(nom, valeur);
    montrerErreurs(corps.erreurs);
    const refuses = Object.entries(corps.erreurs);
    if (touches.size) garder(); else onglet.oublier(tiroir);
    if (refuses.length) {
      // What could not be read is kept here, until it is corrected.
      const libelles = refuses.map(([, { libelle }]) => libelle).join(", ");
      dire(`Enregistré à ${corps.heure}, sauf ce qui est à corriger\u00a0: ${libelles}`);
      const gardes = touches;
      touches = new Set([...gardes, ...refuses.map(([nom]) => nom)]);
      garder();
      touches = gardes;
    } else dire(`Enregistré à ${corps.heure}`);
    if (corps.confirmation_annulee) avertir("La demande a changé : sa confirmation est annulée, et sera à refaire.");
    else rassurer();
    if (corps.recharger && !touches.size) {
      sessionStorage.setItem(`${tiroir}:champ`, courant);
      location.reload();
    }
  };

  const change = (evenement) => {
    const element = evenement.target;
    if (!suivi(element)) return;
    touches.add(element.name);
    garder();
    const maintenant = Date.now();
    depuis = depuis || maintenant;
    clearTimeout(minuterie);
    minuterie = setTimeout(enregistrer, Math.max(0, Math.min(APRES_LA_TOUCHE, depuis + AU_PLUS_TARD - maintenant)));
  };

  // --- Two texts ------------------------------------------------------------------------------------------------
  const bloc = (titre, texte) => {
    const section = document.createElement("section");
    const tete = document.createElement("h3");
    tete.textContent = titre;
    const mots = document.createElement("p");
    mots.className = "texte-suivi";
    mots.textContent = texte || "rien";
    section.append(tete, mots);
    return section;
  };
  const montrerConflits = (corps) => {
    enConflit = true;
    dire("Deux textes : choisissez avant de continuer.");
    const restants = new Set(corps.conflits.map((conflit) => conflit.champ));
    conflits.replaceChildren();
    for (const { champ: nom, libelle, valeur, mots } of corps.conflits) {
      const groupe = document.createElement("div");
      groupe.className = "conflit avis avis-attention";
      groupe.setAttribute("role", "group");
      groupe.setAttribute("aria-label", `Deux textes : ${libelle}`);
      const titre = document.createElement("p");
      titre.className = "avis-titre";
      titre.textContent = `${libelle} : quelqu’un l’a écrit en même temps que vous. Rien n’a été écrasé.`;
      const textes = document.createElement("div");
      textes.className = "conflit-textes";
      textes.append(bloc("Le vôtre", lireEnMots(nom)), bloc("Celui qui est enregistré", mots));
      const boutons = document.createElement("div");
      boutons.className = "actions";
      for (const [texte, sien] of [["Garder le mien", false], ["Prendre le sien", true]]) {
        const bouton = document.createElement("button");
        bouton.type = "button";
        bouton.className = "btn";
        bouton.textContent = texte;
        bouton.addEventListener("click", () => {
          if (sien) { ecrire(nom, valeur); touches.delete(nom); }
          restants.delete(nom);
          groupe.remove();
          if (!restants.size) trancher(corps);
        });
        boutons.append(bouton);
      }
      groupe.append(titre, textes, boutons);
      conflits.append(groupe);
    }
    conflits.scrollIntoView({ block: "nearest" });
  };
  const lireEnMots = (nom) => {
    const element = controles(nom)[0];
    if (element.tagName === "SELECT") return element.selectedOptions[0]?.textContent || "";
    if (element.type === "checkbox") return element.checked ? "oui" : "non";
    return lire(nom);
  };
  const trancher = (corps) => {
    enConflit = false;
    for (const [nom, valeur] of Object.entries(corps.venues)) if (!touches.has(nom)) ecrire(nom, valeur);
    noter(corps);
    if (!touches.size) { onglet.oublier(tiroir); dire("Le texte enregistré est gardé."); return; }
    garder();
    enregistrer();
  };

  // --- Starting --------------------------------------------------------------------------------------------------
  // A browser that comes back to the page may have put older words in its hidden fields.
  for (const nom of ["version", "marques"]) champ(nom).value = champ(nom).defaultValue;
  const local = onglet.garde(tiroir);
  let aViser = sessionStorage.getItem(`${tiroir}:champ`);
  sessionStorage.removeItem(`${tiroir}:champ`);
  if (local) {
    for (const [nom, valeur] of Object.entries(local.valeurs)) {
      if (!controles(nom).length) continue;
      ecrire(nom, valeur);
      touches.add(nom);
    }
    champ("version").value = local.version;
    champ("marques").value = local.marques;
    aViser = aViser || local.courant;
  }
  formulaire.addEventListener("input", change);
  formulaire.addEventListener("change", change);
  formulaire.addEventListener("focusin", (evenement) => { if (suivi(evenement.target)) courant = evenement.target.name; });
  formulaire.querySelector("[data-revenir]")?.addEventListener("click", () => { enregistrer(); });
  const vise = aViser && controles(aViser)[0];
  if (vise) {
    vise.closest("details")?.setAttribute("open", "");
    vise.focus();
    if (vise.setSelectionRange && /^(text|textarea|search|tel|url)$/.test(vise.type)) vise.setSelectionRange(vise.value.length, vise.value.length);
  }
  formulaire.dataset.pret = "";
  enregistrer();
  document.addEventListener("visibilitychange", () => { if (document.hidden) enregistrer(); });
  window.addEventListener("online", enregistrer);

  // --- Leaving ------------------------------------------------------------------------------------------------------
  const enAttente = () => touches.size > 0 || envoi !== null;
  let quitte = false;
  window.addEventListener("beforeunload", (evenement) => { if (enAttente() && !perdue && !quitte) evenement.preventDefault(); });
  formulaire.addEventListener("submit", async (evenement) => {
    if (quitte) return;
    evenement.preventDefault();
    await enregistrer();
    // Two texts to choose from, no session or no network: one stays, with one's words.
    if (enConflit || perdue || (touches.size && !navigator.onLine)) return;
    quitte = true;
    onglet.oublier(tiroir);
    formulaire.submit();
  });
})();

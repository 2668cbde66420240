// Writing the minutes: each text is saved as it is typed, kept in this tab while it cannot be, and
// never put over somebody else's. Without this file, the text areas and the form do the work.
(async () => {
  "use strict";
  const formulaire = document.querySelector("[data-redaction]");
  if (!formulaire) return;

  const APRES_LA_TOUCHE = 900;
  const AU_PLUS_TARD = 4000;
  const SIGNAL = 10000;
  const { passage: adresse, signal, connexion, moi, reunion } = formulaire.dataset;
  const prefixe = "pacte:redaction:";
  const tiroir = `${prefixe}${moi}:${reunion}:`;
  const autres = formulaire.querySelector("[data-autres]");
  const jeton = formulaire.querySelector("[name=csrfmiddlewaretoken]").value;
  const numero = crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const textes = new Map();
  let courant = "";
  let perdue = false;

  const onglet = window.pacte.onglet({ formulaire, prefixe, moi, connexion });
  const { dire, avertir, rassurer } = onglet;

  let module;
  try {
    module = await import(formulaire.dataset.editeur);
  } catch {
    return;
  }

  // --- Kept in this tab -----------------------------------------------------------------------------
  const garder = (texte) => onglet.garder(tiroir + texte.cle, { html: texte.outil.lire(), base: texte.base });

  // --- Saving -----------------------------------------------------------------------------------------
  const envoyer = async (url, champs, options = {}) => {
    const corps = new FormData();
    corps.append("csrfmiddlewaretoken", jeton);
    for (const [nom, valeur] of Object.entries(champs)) corps.append(nom, valeur);
    const reponse = await fetch(url, { method: "POST", body: corps, redirect: "manual", credentials: "same-origin", ...options });
    const json = (reponse.headers.get("Content-Type") || "").includes("json");
    return { statut: reponse.type === "opaqueredirect" ? 401 : reponse.status, corps: json ? await reponse.json() : null };
  };

  const sessionPerdue = () => {
    perdue = true;
    sessionStorage.setItem(`${tiroir}champ`, courant);
    onglet.sessionPerdue();
  };
  const reseauPerdu = () => onglet.reseauPerdu(toutEnregistrer);

  const noterBase = (texte, base) => {
    texte.base = base;
    texte.champBase.value = base;
  };

  const enregistrer = async (texte) => {
    clearTimeout(texte.minuterie);
    texte.minuterie = null;
    if (texte.conflit || perdue || !texte.sale) return;
    if (texte.envoi) { await texte.envoi; return enregistrer(texte); }
    texte.envoi = partir(texte);
    try {
      await texte.envoi;
    } finally {
      texte.envoi = null;
    }
  };

  const partir = async (texte) => {
    const html = texte.outil.lire();
    texte.depuis = 0;
    texte.sale = false;
    dire("Enregistrement…");
    let reponse;
    try {
      const champs = { base: texte.base, html };
      if (texte.point) champs.point = texte.point;
      if (texte.reporter) champs.a_reporter = texte.reporter.checked ? "true" : "false";
      reponse = await envoyer(adresse, champs);
    } catch {
      texte.sale = true;
      reseauPerdu();
      return;
    }
    const { statut, corps } = reponse;
    if (statut === 200 && corps) {
      onglet.reseauRevenu();
      noterBase(texte, corps.base);
      const version = formulaire.querySelector("[name=version]");
      if (Number(version.value) === corps.version_avant) version.value = corps.version;
      if (texte.sale) garder(texte);
      else onglet.oublier(tiroir + texte.cle);
      if (![...textes.values()].some((t) => t.sale || t.conflit)) rassurer();
      dire(`Enregistré à ${corps.heure}`);
      return;
    }
    texte.sale = true;
    if (statut === 409 && corps) montrerConflit(texte, corps);
    else if (statut === 401 || (statut === 403 && !corps)) sessionPerdue();
    else if (corps && corps.motif) { avertir(`${corps.motif} Votre texte reste dans cet onglet.`); dire("Pas enregistré."); }
    else reseauPerdu();
  };

  async function toutEnregistrer() {
    onglet.ajourner();
    for (const texte of textes.values()) await enregistrer(texte);
  }

  const change = (texte) => {
    texte.sale = true;
    garder(texte);
    const maintenant = Date.now();
    texte.depuis = texte.depuis || maintenant;
    clearTimeout(texte.minuterie);
    const delai = Math.max(0, Math.min(APRES_LA_TOUCHE, texte.depuis + AU_PLUS_TARD - maintenant));
    texte.minuterie = setTimeout(() => enregistrer(texte), delai);
  };

  // --- Two texts ------------------------------------------------------------------------------------------
  const montrerConflit = (texte, corps) => {
    texte.conflit = corps;
    const lieu = formulaire.querySelector(`[data-conflit="${texte.cle}"]`);
    // The server wrote this fragment, both texts sanitised; the page's policy runs no inline script.
    lieu.innerHTML = corps.page;
    dire("Deux textes : choisissez avant de continuer.");
    for (const bouton of lieu.querySelectorAll("[data-garder]")) {
      bouton.addEventListener("click", () => trancher(texte, bouton.dataset.garder, lieu));
    }
  };
  const trancher = (texte, choix, lieu) => {
    const { base, sien, fusion } = texte.conflit;
    if (choix === "sien") texte.outil.ecrire(sien);
    if (choix === "fusion") texte.outil.ecrire(fusion);
    texte.conflit = null;
    lieu.replaceChildren();
    noterBase(texte, base);
    texte.sale = true;
    garder(texte);
    texte.outil.viser();
    enregistrer(texte);
  };

  // --- The editors ----------------------------------------------------------------------------------------------
  for (const hote of formulaire.querySelectorAll("[data-saisie]")) {
    const zone = hote.querySelector("textarea");
    const cle = hote.dataset.saisie;
    const texte = {
      cle,
      point: cle === "conclusion" ? "" : cle,
      champBase: hote.querySelector("input[name^=base_]"),
      reporter: formulaire.querySelector(`[data-reporter="${cle}"]`),
      sale: false, conflit: null, minuterie: null, envoi: null, depuis: 0,
    };
    texte.base = texte.champBase.defaultValue;
    texte.champBase.value = texte.base;
    // The text area leaves the form: the editor's words go in a field of their own.
    zone.removeAttribute("name");
    zone.hidden = true;
    hote.querySelector("[data-aide-legere]").hidden = true;
    hote.querySelector("label").removeAttribute("for");
    const champ = document.createElement("input");
    champ.type = "hidden";
    champ.name = `html_${cle}`;
    hote.append(champ);
    texte.champ = champ;
    const local = onglet.garde(tiroir + cle);
    texte.outil = window.PacteEditeur.creer(module, {
      hote,
      html: local ? local.html : hote.dataset.html,
      libelle: hote.dataset.libelle,
      surChangement: () => change(texte),
      surFocus: () => { courant = cle; },
    });
    if (local) {
      texte.sale = true;
      noterBase(texte, local.base);
    }
    if (texte.reporter) texte.reporter.addEventListener("change", () => change(texte));
    textes.set(cle, texte);
  }
  // The texts are saved as they are typed: leaving loses none of them.
  formulaire.querySelector("[data-revenir]").textContent = "Revenir à la réunion";
  formulaire.dataset.pret = "";
  const champ = sessionStorage.getItem(`${tiroir}champ`);
  sessionStorage.removeItem(`${tiroir}champ`);
  if (champ && textes.has(champ)) textes.get(champ).outil.viser();
  await toutEnregistrer();

  // --- Who else writes ------------------------------------------------------------------------------------------------
  const signaler = async () => {
    if (perdue || document.hidden) return;
    const bases = Object.fromEntries([...textes.values()].map((texte) => [texte.cle, texte.base]));
    const champs = { onglet: numero, bases: JSON.stringify(bases) };
    if (courant && courant !== "conclusion") champs.point = courant;
    let reponse;
    try {
      reponse = await envoyer(signal, champs);
    } catch {
      return;
    }
    if (reponse.statut === 401 || (reponse.statut === 403 && !reponse.corps)) { sessionPerdue(); return; }
    if (reponse.statut !== 200 || !reponse.corps) return;
    const mots = reponse.corps.autres.map((autre) => `${autre}.`).join(" ");
    if (autres.textContent !== mots) autres.textContent = mots;
    for (const recu of reponse.corps.textes) {
      const texte = textes.get(recu.cle);
      if (!texte || texte.sale || texte.envoi || texte.conflit || texte.base !== bases[recu.cle]) continue;
      texte.outil.ecrire(recu.html);
      noterBase(texte, recu.base);
    }
  };
  setInterval(signaler, SIGNAL);
  document.addEventListener("visibilitychange", () => { if (document.hidden) toutEnregistrer(); else signaler(); });
  window.addEventListener("online", toutEnregistrer);
  window.addEventListener("pagehide", () => {
    const corps = new FormData();
    for (const [nom, valeur] of [["csrfmiddlewaretoken", jeton], ["onglet", numero], ["depart", "on"]]) corps.append(nom, valeur);
    navigator.sendBeacon(signal, corps);
  });
  signaler();

  // --- Leaving -----------------------------------------------------------------------------------------------------------
  const enAttente = () => [...textes.values()].some((texte) => texte.sale || texte.envoi);
  window.addEventListener("beforeunload", (evenement) => { if (enAttente() && !perdue) evenement.preventDefault(); });
  let pret = false;
  formulaire.addEventListener("submit", async (evenement) => {
    if (pret) return;
    evenement.preventDefault();
    await toutEnregistrer();
    if (enAttente()) return;
    for (const texte of textes.values()) texte.champ.value = texte.outil.lire();
    pret = true;
    formulaire.submit();
  });
})();

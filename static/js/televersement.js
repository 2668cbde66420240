/* Sending a file: its size checked before, a bar while it leaves, a way to stop. Every form sends
   without this file. The server answers as usual; only a redirection comes as a header (X-Suite). */
(() => {
  "use strict";
  if (!window.XMLHttpRequest || !("upload" in new XMLHttpRequest()) || !window.FormData) return;

  const ecrireTaille = (octets) => {
    const mega = octets / (1024 * 1024);
    return mega >= 0.1 ? `${mega.toFixed(1).replace(".0", "").replace(".", ",")} Mo` : `${Math.ceil(octets / 1024)} Ko`;
  };
  const champs = (formulaire) => [...formulaire.querySelectorAll("input[type=file]")];

  // --- Before: a file too large is said at once, beside its field.
  const verifier = (champ) => {
    const limite = Number(champ.dataset.tailleMax || 0);
    const lourd = [...champ.files].find((fichier) => limite && fichier.size > limite);
    const cle = `${champ.id}-trop-lourd`;
    document.getElementById(cle)?.remove();
    champ.classList.toggle("is-invalid", Boolean(lourd));
    champ.removeAttribute("aria-errormessage");
    if (!lourd) return true;
    const erreur = document.createElement("p");
    erreur.id = cle;
    erreur.className = "invalid-feedback d-block";
    erreur.setAttribute("role", "alert");
    erreur.textContent =
      `Ce fichier fait ${ecrireTaille(lourd.size)}. ` +
      `La limite est de ${ecrireTaille(limite)} : choisissez-en une version allégée.`;
    champ.setAttribute("aria-errormessage", cle);
    champ.after(erreur);
    return false;
  };
  document.addEventListener("change", (evenement) => {
    if (evenement.target.matches?.("input[type=file]")) verifier(evenement.target);
  });

  // --- While it leaves.
  const element = (nom, classe, texte = "") => {
    const cree = document.createElement(nom);
    cree.className = classe;
    cree.textContent = texte;
    return cree;
  };

  const montrer = (formulaire) => {
    formulaire.querySelector(".televersement")?.remove();
    const bloc = element("div", "televersement");
    const barre = element("progress", "televersement-barre");
    barre.max = 100;
    barre.value = 0;
    barre.setAttribute("aria-label", "Envoi du fichier");
    const etat = element("p", "televersement-etat", "Envoi du fichier…");
    etat.setAttribute("role", "status");
    const annuler = element("button", "btn btn-sm", "Annuler l’envoi");
    annuler.type = "button";
    bloc.append(barre, etat, annuler);
    formulaire.append(bloc);
    return { bloc, barre, etat, annuler };
  };

  const boutons = (formulaire) => [...formulaire.querySelectorAll("button:not([type=button]), input[type=submit]")];
  const liberer = (formulaire) => {
    delete formulaire.dataset.envoi;
    for (const bouton of boutons(formulaire)) bouton.disabled = false;
  };

  const dire = (formulaire, vue, texte) => {
    liberer(formulaire);
    vue.bloc.replaceChildren();
    const avis = element("p", "avis avis-attention televersement-avis", texte);
    avis.setAttribute("role", "alert");
    vue.bloc.append(avis);
  };

  // A page that is not a redirection (an error to correct, a refusal) takes the place of this one.
  const remplacer = (html) => {
    const recue = new DOMParser().parseFromString(html, "text/html");
    const main = recue.querySelector("main");
    const ici = document.querySelector("main");
    if (!main || !ici) return false;
    document.title = recue.title;
    ici.replaceWith(document.adoptNode(main));
    window.htmx?.process(main);
    const resume = main.querySelector("[data-resume-erreurs]");
    if (resume) resume.focus();
    else window.scrollTo(0, 0);
    return true;
  };

  document.addEventListener("submit", (evenement) => {
    const formulaire = evenement.target;
    if (evenement.defaultPrevented || formulaire.enctype !== "multipart/form-data") return;
    if (formulaire.method !== "post" || formulaire.hasAttribute("hx-post")) return;
    const fichiers = champs(formulaire).flatMap((champ) => [...champ.files]);
    if (!fichiers.length) return;
    evenement.preventDefault();
    if (formulaire.dataset.envoi) return;
    const refuse = champs(formulaire).find((champ) => !verifier(champ));
    if (refuse) {
      refuse.focus();
      return;
    }
    const donnees = new FormData(formulaire);
    const bouton = evenement.submitter;
    if (bouton?.name) donnees.append(bouton.name, bouton.value);
    formulaire.dataset.envoi = "oui";
    for (const autre of boutons(formulaire)) autre.disabled = true;
    const vue = montrer(formulaire);
    const envoi = new XMLHttpRequest();
    vue.annuler.addEventListener("click", () => envoi.abort());
    envoi.upload.addEventListener("progress", (point) => {
      if (!point.lengthComputable) return;
      const part = Math.floor((100 * point.loaded) / point.total);
      vue.barre.value = part;
      // The status is read aloud: ten times at most.
      const dizaine = Math.floor(part / 10) * 10;
      if (vue.etat.dataset.part === String(dizaine)) return;
      vue.etat.dataset.part = String(dizaine);
      vue.etat.textContent = `${dizaine} % envoyés, sur ${ecrireTaille(point.total)}.`;
    });
    envoi.upload.addEventListener("load", () => {
      // From here on, the server may have kept it: stopping would not be honest.
      vue.annuler.remove();
      vue.barre.removeAttribute("value");
      vue.etat.textContent = "Le fichier est arrivé. Le portail le vérifie…";
    });
    envoi.addEventListener("abort", () =>
      dire(formulaire, vue, "L’envoi est annulé : rien n’est enregistré. Vos réponses sont encore là."),
    );
    envoi.addEventListener("error", () =>
      dire(formulaire, vue, "La connexion s’est interrompue. Vos réponses et le fichier sont encore là : réessayez."),
    );
    envoi.addEventListener("load", () => {
      const suite = envoi.getResponseHeader("X-Suite");
      if (suite) {
        window.location.assign(suite);
        return;
      }
      const html = (envoi.getResponseHeader("Content-Type") || "").startsWith("text/html");
      if (html && remplacer(envoi.responseText)) return;
      dire(formulaire, vue, "Le portail n’a pas répondu comme prévu. Rechargez la page avant de réessayer.");
    });
    envoi.open("POST", formulaire.getAttribute("action") || window.location.href);
    envoi.setRequestHeader("X-Televersement", "1");
    envoi.send(donnees);
  });
})();

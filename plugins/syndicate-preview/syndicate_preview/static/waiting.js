// How many articles have been read so far; once all are, the page that was asked for. Without this, a link does it.

const look = async () => {
  try {
    const { is_open: isOpen, read } = await (await fetch("/status")).json();
    document.getElementById("read").textContent = read.toLocaleString("en");
    if (isOpen) location.reload();
    else setTimeout(look, 500);
  } catch {
    document.getElementById("status").textContent = "syndicate preview has ended, or does not answer";
  }
};

look();

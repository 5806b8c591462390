/** The mark: a guarded gate with traffic on both sides. Decorative; the name stands beside it. */
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <rect x="1" y="1" width="20" height="20" rx="6" fill="#4a3fc4" />
      <path d="M4 11h5M13 11h5" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
      <rect x="9.3" y="5.5" width="3.4" height="11" rx="1.7" fill="#fff" />
    </svg>
  );
}

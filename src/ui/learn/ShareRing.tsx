const R = 8;
const ROUND = 2 * Math.PI * R;

/** How much is done, from 0 to 1: an empty ring, an arc, or a tick. */
export function ShareRing({ share }: { readonly share: number }) {
  const text = share === 1 ? "Done" : share === 0 ? "Not done" : `${Math.round(share * 100)} %`;
  return (
    <svg width={22} height={22} viewBox="0 0 22 22" role="img" aria-label={text}>
      {share === 1 ? (
        <>
          <circle cx={11} cy={11} r={9} fill="var(--allow-soft)" />
          <path
            d="M6.8 11.4l2.8 2.8 5.6-6"
            fill="none"
            stroke="var(--allow)"
            strokeWidth={2.2}
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      ) : (
        <>
          <circle cx={11} cy={11} r={R} fill="none" stroke="var(--line-strong)" strokeWidth={2} />
          {share > 0 && (
            <circle
              cx={11}
              cy={11}
              r={R}
              fill="none"
              stroke="var(--allow)"
              strokeWidth={3}
              strokeDasharray={`${share * ROUND} ${ROUND}`}
              transform="rotate(-90 11 11)"
            />
          )}
        </>
      )}
    </svg>
  );
}
